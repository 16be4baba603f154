/* Accounts: what roles may do, passwords, sessions and how they end, and the chain of the audit. */
#include "store_world.h"

#include "work/accounts.h"

#include <sodium.h>

static const struct account_change me = {.who = {"test", 4}};

#define GOOD "correct horse battery"
#define NOON 1800000000LL

static struct account add(struct world *world, const char *name, enum role role)
{
    struct account account = {.name = str_of(name), .role = role};
    OK(store_begin(world->store, &world->why));
    OK(work_account_add(world->store, &account, str_of(GOOD), &me, &world->why));
    OK(store_commit(world->store, &world->why));
    return account;
}

static struct account find(struct world *world, const char *name)
{
    struct account account;
    OK(store_account_find(world->store, &world->arena, str_of(name), 0, &account, NULL,
                          &world->why));
    return account;
}

static enum status sign_in(struct world *world, const char *name, const char *password)
{
    struct account account;
    return work_sign_in(world->store, &world->arena, str_of(name), str_of(password), &account,
                        &world->why);
}

/* ---- what a role may do ---- */

/* Every role against every capability: a letter where it may. */
static void test_roles(void **state)
{
    (void)state;
    static const char *const table[ROLE_COUNT] = {
        /* public, signed in, propose, review, edit, personal, admin */
        [ROLE_READER] = "ps     ", [ROLE_CONTRIBUTOR] = "pso    ", [ROLE_REVIEWER] = "ps r   ",
        [ROLE_EDITOR] = "psore  ", [ROLE_OFFICER] = "ps   d ",     [ROLE_ADMINISTRATOR] = "psore a",
    };
    for (enum role role = ROLE_READER; role < ROLE_COUNT; role++) {
        struct account account = {.id = 1, .role = role, .second = true};
        for (enum capability c = CAPABILITY_PUBLIC; c <= CAPABILITY_ADMIN; c++) {
            assert_int_equal(account_may(&account, c), table[role][c] != ' ');
            account.disabled = true;
            assert_int_equal(account_may(&account, c), c == CAPABILITY_PUBLIC);
            account.disabled = false;
            account.second = false;
            assert_int_equal(account_may(&account, c),
                             table[role][c] != ' ' && c != CAPABILITY_PERSONAL);
            account.second = true;
        }
        enum role again = ROLE_COUNT;
        assert_true(role_of_name(str_of(role_name(role)), &again) && again == role);
    }
    assert_true(account_may(NULL, CAPABILITY_PUBLIC));
    for (enum capability c = CAPABILITY_SIGNED_IN; c <= CAPABILITY_ADMIN; c++) {
        assert_false(account_may(NULL, c));
    }
}

/* ---- names and passwords ---- */

static void test_rules(void **state)
{
    (void)state;
    static const struct {
        const char *name, *password;
        bool fine;
    } cases[] = {
        {"mary", "correct horse", true},
        {"mary", "twelve chars", true},
        {"mary", "eleven char", false},
        {"mary", "абвгдежзиклм", true}, /* twelve characters in more bytes */
        {"mary", "абвгдежзикл", false},
        {"mary", "aaaaaaaaaaaaaaaaaaaa", false},
        {"mary", "ababababababababab", false},
        {"mary", "abcabcabcabcabcabc", false},
        {"mary", "mary12345678", true}, /* as much again as the name */
        {"marymary", "MaryMary1234", false},
        {"marymary", "1MARYmary!!!", false},
        {"marymary", "marymary and a long sentence", true},
    };
    struct failure why;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const enum status status =
            account_check_password(str_of(cases[i].password), str_of(cases[i].name), &why);
        if ((status == STATUS_OK) != cases[i].fine) {
            fail_msg("%s with %s: %d", cases[i].name, cases[i].password, status);
        }
    }
    char long_one[130];
    for (size_t i = 0; i < sizeof long_one; i++) {
        long_one[i] = (char)('a' + i % 26);
    }
    OK(account_check_password((struct str){long_one, 128}, str_of("mary"), &why));
    assert_int_equal(account_check_password((struct str){long_one, 129}, str_of("mary"), &why),
                     STATUS_INPUT);
    static const char *const names[] = {"a",  "Mary",  "ma ry", "",     "-x",
                                        "@x", "mary<", "é1",    "ma/ry"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_int_equal(account_check_name(str_of(names[i]), &why), STATUS_INPUT);
    }
    OK(account_check_name(str_of("mary.o-neil_2@ilo.example"), &why));
}

static void test_sign_in(void **state)
{
    struct world *world = *state;
    const struct account mary = add(world, "mary", ROLE_EDITOR);
    OK(sign_in(world, "mary", GOOD));
    assert_int_equal(sign_in(world, "mary", GOOD " "), STATUS_NOT_FOUND);
    assert_int_equal(sign_in(world, "mary", ""), STATUS_NOT_FOUND);
    assert_int_equal(sign_in(world, "tom", GOOD), STATUS_NOT_FOUND);
    assert_int_equal(sign_in(world, "' OR 1=1 --", GOOD), STATUS_NOT_FOUND);
    OK(store_begin(world->store, &world->why));
    OK(work_account_disable(world->store, &mary, true, &me, &world->why));
    assert_int_equal(sign_in(world, "mary", GOOD), STATUS_NOT_FOUND);
    const struct account off = find(world, "mary");
    OK(work_account_disable(world->store, &off, false, &me, &world->why));
    OK(work_account_password(world->store, &mary, str_of("another one now"), 0, &me, &world->why));
    OK(store_commit(world->store, &world->why));
    assert_int_equal(sign_in(world, "mary", GOOD), STATUS_NOT_FOUND);
    OK(sign_in(world, "mary", "another one now"));
    /* No account without a password can be signed in to. */
    struct account invited = {.name = str_of("ann"), .role = ROLE_READER};
    OK(store_begin(world->store, &world->why));
    OK(work_account_add(world->store, &invited, (struct str){0}, &me, &world->why));
    OK(store_commit(world->store, &world->why));
    assert_int_equal(sign_in(world, "ann", ""), STATUS_NOT_FOUND);
}

/* What is kept is argon2id with the costs that SECURITY.md names. */
static void test_hash(void **state)
{
    struct world *world = *state;
    struct account account;
    struct str hash;
    add(world, "mary", ROLE_EDITOR);
    OK(store_account_find(world->store, &world->arena, str_of("mary"), 0, &account, &hash,
                          &world->why));
    assert_true(str_starts(hash, "$argon2id$v=19$m=65536,t=3,p=1$"));
    assert_true(account.has_password);
}

/* One that was kept at a lower cost is known, and kept at today's. */
static void test_renew(void **state)
{
    struct world *world = *state;
    struct account mary = add(world, "mary", ROLE_EDITOR), found;
    char weak[crypto_pwhash_STRBYTES];
    struct str hash;
    assert_int_equal(crypto_pwhash_str(weak, GOOD, strlen(GOOD), 1, 8 * 1024 * 1024), 0);
    OK(store_account_set_password(world->store, mary.id, str_of(weak), &world->why));
    OK(work_sign_in(world->store, &world->arena, mary.name, str_of(GOOD), &found, &world->why));
    assert_true(found.weak);
    OK(work_password_renew(world->store, &found, str_of(GOOD), &me, &world->why));
    OK(work_sign_in(world->store, &world->arena, mary.name, str_of(GOOD), &found, &world->why));
    assert_false(found.weak);
    OK(store_account_find(world->store, &world->arena, mary.name, 0, &found, &hash, &world->why));
    assert_true(str_starts(hash, "$argon2id$v=19$m=65536,t=3,p=1$"));
}

static void test_emails(void **state)
{
    static const char *const wrong[] = {"mary", "mary @example.org", "mary@example.org\n",
                                        "a\033@b"};
    struct world *world = *state;
    struct account account = {.name = str_of("mary"), .role = ROLE_READER};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        account.email = str_of(wrong[i]);
        assert_int_equal(
            work_account_add(world->store, &account, (struct str){0}, &me, &world->why),
            STATUS_INPUT);
    }
    account.email = str_of("mary@example.org");
    OK(work_account_add(world->store, &account, (struct str){0}, &me, &world->why));
}

static void test_last_administrator(void **state)
{
    struct world *world = *state;
    const struct account first = add(world, "first", ROLE_ADMINISTRATOR);
    OK(store_begin(world->store, &world->why));
    assert_int_equal(work_account_disable(world->store, &first, true, &me, &world->why),
                     STATUS_CONFLICT);
    assert_int_equal(work_account_role(world->store, &first, ROLE_READER, &me, &world->why),
                     STATUS_CONFLICT);
    OK(store_commit(world->store, &world->why));
    add(world, "second", ROLE_ADMINISTRATOR);
    OK(store_begin(world->store, &world->why));
    OK(work_account_role(world->store, &first, ROLE_READER, &me, &world->why));
    OK(store_commit(world->store, &world->why));
    assert_int_equal(find(world, "first").role, ROLE_READER);
}

/* ---- sessions ---- */

static long long begin_session(struct world *world, const struct account *account, long long now,
                               char token[TOKEN_TEXT])
{
    struct session session = {.second = false};
    OK(store_begin(world->store, &world->why));
    OK(work_session_begin(world->store, &session, account, now, token, &world->why));
    OK(store_commit(world->store, &world->why));
    return session.id;
}

static bool is_open(struct world *world, const char *token, long long now)
{
    struct session session;
    struct account account;
    return work_session_find(world->store, &world->arena, str_of(token), now, &session, &account,
                             &world->why) == STATUS_OK;
}

static void test_sessions_end(void **state)
{
    struct world *world = *state;
    const struct account mary = add(world, "mary", ROLE_EDITOR);
    char token[TOKEN_TEXT], other[TOKEN_TEXT];
    const long long id = begin_session(world, &mary, NOON, token);
    assert_true(is_open(world, token, NOON));
    assert_true(is_open(world, token, NOON + SESSION_IDLE - 1));
    assert_false(is_open(world, token, NOON + SESSION_IDLE));
    /* Used all the time, it still ends. */
    OK(store_begin(world->store, &world->why));
    OK(store_session_used(world->store, id, NOON + SESSION_LONGEST - 1, &world->why));
    OK(store_commit(world->store, &world->why));
    assert_true(is_open(world, token, NOON + SESSION_LONGEST - 1));
    assert_false(is_open(world, token, NOON + SESSION_LONGEST));
    /* The clock went back an hour. */
    assert_false(is_open(world, token, NOON - 3600));
    /* Beginning another sweeps up what is over. */
    begin_session(world, &mary, NOON + SESSION_LONGEST, other);
    struct session *sessions = NULL;
    size_t count = 0;
    OK(store_sessions(world->store, &world->arena, mary.id, &sessions, &count, &world->why));
    assert_int_equal(count, 1);
    assert_string_not_equal(token, other);
}

static void test_sessions_follow_the_account(void **state)
{
    struct world *world = *state;
    struct account mary = add(world, "mary", ROLE_EDITOR);
    char token[TOKEN_TEXT], kept[TOKEN_TEXT];
    begin_session(world, &mary, NOON, token);
    const long long id = begin_session(world, &mary, NOON, kept);
    OK(store_begin(world->store, &world->why));
    OK(work_account_password(world->store, &mary, str_of("another one now"), id, &me, &world->why));
    OK(store_commit(world->store, &world->why));
    assert_false(is_open(world, token, NOON));
    assert_true(is_open(world, kept, NOON));
    OK(store_begin(world->store, &world->why));
    OK(work_account_role(world->store, &mary, ROLE_READER, &me, &world->why));
    OK(store_commit(world->store, &world->why));
    assert_false(is_open(world, kept, NOON));
}

static void test_tokens(void **state)
{
    struct world *world = *state;
    const struct account mary = add(world, "mary", ROLE_EDITOR);
    char token[TOKEN_TEXT], text[80];
    begin_session(world, &mary, NOON, token);
    assert_int_equal(strlen(token), 43);
    for (size_t i = 0; i < 42; i++) { /* the last character has bits that are not used */
        memcpy(text, token, sizeof token);
        text[i] = text[i] == 'A' ? 'B' : 'A';
        assert_false(is_open(world, text, NOON));
    }
    static const char *const wrong[] = {"", "A", "=", "\xff\xff", "../../x", "'"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(is_open(world, wrong[i], NOON));
    }
    (void)snprintf(text, sizeof text, "%sA", token);
    assert_false(is_open(world, text, NOON));
    (void)snprintf(text, sizeof text, "%.42s", token);
    assert_false(is_open(world, text, NOON));
}

/* What is written here is no change of the data. */
static void test_revision_stays(void **state)
{
    struct world *world = *state;
    long long before = 0, after = 0;
    char token[TOKEN_TEXT];
    OK(store_revision(world->store, &before, &world->why));
    const struct account mary = add(world, "mary", ROLE_EDITOR);
    begin_session(world, &mary, NOON, token);
    OK(store_revision(world->store, &after, &world->why));
    assert_int_equal(before, after);
    OK(store_begin(world->store, &world->why));
    begin_import(world);
    OK(store_commit(world->store, &world->why));
    OK(store_revision(world->store, &after, &world->why));
    assert_int_equal(after, before + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_rules),
        cmocka_unit_test_setup_teardown(test_sign_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_renew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_emails, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_last_administrator, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sessions_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sessions_follow_the_account, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_revision_stays, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
