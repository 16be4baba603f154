/* Who guesses has to wait; links are good once; codes of the second step. */
#include "store_world.h"

#include "work/invitations.h"
#include "work/second.h"
#include "work/throttle.h"
#include "work/totp.h"

#define NOON 1800000000LL
#define GOOD "correct horse battery"

/* ---- the throttle ---- */

static unsigned try(struct throttle *throttle, const char *name, const char *address, long long now)
{
    return throttle_try(throttle, str_of(name), str_of(address), now);
}

static void test_account_waits(void **state)
{
    struct failure why;
    struct throttle *t = NULL;
    char address[32];
    (void)state;
    OK(throttle_open(&t, &why));
    for (unsigned i = 0; i < THROTTLE_NAME_FREE; i++) {
        (void)snprintf(address, sizeof address, "192.0.2.%u", i);
        assert_int_equal(try(t, "mary", address, NOON), 0);
    }
    /* Twice as long each time, from any address, and a minute at most. */
    long long now = NOON;
    for (unsigned pause = 1; pause <= 32; pause *= 2) {
        assert_int_equal(try(t, "mary", "192.0.2.77", now), pause);
        assert_int_equal(try(t, "mary", "192.0.2.78", now + pause - 1), 1);
        assert_int_equal(try(t, "tom", "192.0.2.78", now + pause - 1), 0);
        throttle_succeeded(t, str_of("tom"), str_of("192.0.2.78"));
        now += pause;
        assert_int_equal(try(t, "mary", "192.0.2.77", now), 0);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(try(t, "mary", "192.0.2.77", now), THROTTLE_LONGEST);
        now += THROTTLE_LONGEST;
        assert_int_equal(try(t, "mary", "192.0.2.77", now), 0);
    }
    /* A clock set back by a year lets nobody wait for a year. */
    assert_int_equal(try(t, "mary", "192.0.2.77", now - 31536000), THROTTLE_LONGEST);
    throttle_close(t);
}

static void test_success_and_time_forgive(void **state)
{
    struct failure why;
    struct throttle *t = NULL;
    (void)state;
    OK(throttle_open(&t, &why));
    for (unsigned i = 0; i < THROTTLE_NAME_FREE; i++) {
        assert_int_equal(try(t, "mary", "192.0.2.1", NOON), 0);
    }
    throttle_succeeded(t, str_of("mary"), str_of("192.0.2.1"));
    assert_int_equal(try(t, "mary", "192.0.2.1", NOON), 0);
    for (unsigned i = 0; i < THROTTLE_NAME_FREE; i++) {
        assert_int_equal(try(t, "tom", "192.0.2.2", NOON), 0);
    }
    assert_int_equal(try(t, "tom", "192.0.2.2", NOON), 1);
    assert_int_equal(try(t, "tom", "192.0.2.2", NOON + THROTTLE_MEMORY + 1), 0);
    assert_int_equal(try(t, "tom", "192.0.2.2", NOON + THROTTLE_MEMORY + 1), 0);
    throttle_close(t);
}

static void test_address_waits(void **state)
{
    static const struct {
        const char *first, *other;
        bool same;
    } cases[] = {{"192.0.2.1", "192.0.2.1", true},
                 {"192.0.2.1", "192.0.2.2", false},
                 {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
                 {"2001:db8:1:2::1", "2001:db8:1:3::1", false}};
    struct failure why;
    (void)state;
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        struct throttle *t = NULL;
        char name[32];
        OK(throttle_open(&t, &why));
        for (unsigned i = 0; i < THROTTLE_ADDRESS_FREE; i++) {
            (void)snprintf(name, sizeof name, "name-%u", i);
            assert_int_equal(try(t, name, cases[c].first, NOON), 0);
        }
        assert_int_equal(try(t, "another", cases[c].other, NOON), cases[c].same);
        throttle_close(t);
    }
}

/* However many names are tried, the table stays as it is and the newest are known. */
static void test_table_is_bounded(void **state)
{
    struct failure why;
    struct throttle *t = NULL;
    char text[32];
    (void)state;
    OK(throttle_open(&t, &why));
    for (unsigned i = 0; i < 100000; i++) {
        (void)snprintf(text, sizeof text, "n%u", i);
        assert_int_equal(try(t, text, text, NOON + i / 1000), 0);
    }
    for (unsigned i = 0; i < THROTTLE_NAME_FREE; i++) {
        assert_int_equal(try(t, "mary", "192.0.2.1", NOON + 200), 0);
    }
    assert_int_equal(try(t, "mary", "192.0.2.1", NOON + 200), 1);
    throttle_close(t);
}

/* ---- links ---- */

static enum status look(struct world *world, const char *key, long long now)
{
    struct account account;
    return work_invitation_look(world->store, &world->arena, str_of(key), now, &account,
                                &world->why);
}

static enum status take(struct world *world, const char *key, const char *name,
                        const char *password, long long now)
{
    struct account account;
    OK(store_begin(world->store, &world->why));
    const enum status status =
        work_invitation_take(world->store, &world->arena, str_of(key), now, str_of(name),
                             str_of(password), (struct str){0}, &account, &world->why);
    if (status != STATUS_OK) {
        store_rollback(world->store);
        return status;
    }
    OK(store_commit(world->store, &world->why));
    return status;
}

static void test_set_up(void **state)
{
    struct world *world = *state;
    char key[TOKEN_TEXT], other[TOKEN_TEXT];
    bool needed = false;
    OK(work_set_up_offer(world->store, NOON, &needed, key, &world->why));
    assert_true(needed);
    OK(look(world, key, NOON + SET_UP_SECONDS - 1));
    assert_int_equal(look(world, key, NOON + SET_UP_SECONDS), STATUS_NOT_FOUND);
    /* A second start makes another key, and the first is good no more. */
    OK(work_set_up_offer(world->store, NOON, &needed, other, &world->why));
    assert_int_equal(look(world, key, NOON), STATUS_NOT_FOUND);
    assert_int_equal(take(world, other, "ada", "short", NOON), STATUS_INPUT);
    assert_int_equal(take(world, other, "ada", "", NOON), STATUS_INPUT);
    assert_int_equal(take(world, other, "A B", GOOD, NOON), STATUS_INPUT);
    OK(take(world, other, "ada", GOOD, NOON));
    assert_int_equal(take(world, other, "eve", GOOD, NOON), STATUS_NOT_FOUND);
    OK(work_set_up_offer(world->store, NOON, &needed, key, &world->why));
    assert_false(needed);
}

/* The key was made, and then somebody made an account on the command line. */
static void test_set_up_too_late(void **state)
{
    static const struct account_change me = {.who = {"test", 4}};
    struct world *world = *state;
    struct account account = {.name = str_of("ada"), .role = ROLE_READER};
    char key[TOKEN_TEXT];
    bool needed = false;
    OK(work_set_up_offer(world->store, NOON, &needed, key, &world->why));
    OK(work_account_add(world->store, &account, str_of(GOOD), &me, &world->why));
    assert_int_equal(look(world, key, NOON), STATUS_NOT_FOUND);
    assert_int_equal(take(world, key, "eve", GOOD, NOON), STATUS_NOT_FOUND);
}

static void test_invitation(void **state)
{
    static const struct account_change me = {.who = {"test", 4}};
    struct world *world = *state;
    struct account ann = {.name = str_of("ann"), .role = ROLE_EDITOR}, found;
    char key[TOKEN_TEXT], other[TOKEN_TEXT];
    OK(work_account_add(world->store, &ann, (struct str){0}, &me, &world->why));
    OK(work_invite(world->store, &ann, NOON, &me, key, &world->why));
    assert_int_equal(look(world, key, NOON + INVITATION_SECONDS), STATUS_NOT_FOUND);
    assert_int_equal(look(world, key, NOON - 1), STATUS_NOT_FOUND); /* the clock went back */
    OK(work_invite(world->store, &ann, NOON, &me, other, &world->why));
    assert_int_equal(look(world, key, NOON), STATUS_NOT_FOUND);
    assert_int_equal(take(world, other, "", "short", NOON), STATUS_INPUT);
    /* The name is the one that was invited, whatever is sent. */
    OK(take(world, other, "eve", GOOD, NOON));
    assert_int_equal(look(world, other, NOON), STATUS_NOT_FOUND);
    OK(work_sign_in(world->store, &world->arena, str_of("ann"), str_of(GOOD), &found, &world->why));
    assert_int_equal(found.role, ROLE_EDITOR);
    assert_int_equal(
        work_sign_in(world->store, &world->arena, str_of("eve"), str_of(GOOD), &found, &world->why),
        STATUS_NOT_FOUND);
    /* Disabled meanwhile. */
    OK(work_invite(world->store, &ann, NOON, &me, key, &world->why));
    OK(work_account_disable(world->store, &ann, true, &me, &world->why));
    assert_int_equal(look(world, key, NOON), STATUS_NOT_FOUND);
}

/* ---- the second step ---- */

/* RFC 6238, appendix B (SHA-1; the secret is "12345678901234567890"); RFC 4226, appendix D. */
static void test_rfc_vectors(void **state)
{
    static const struct {
        long long time;
        unsigned long code;
    } cases[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
                 {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
    static const unsigned long hotp[] = {755224, 287082, 359152, 969429, 338314,
                                         254676, 287922, 162583, 399871, 520489};
    static const unsigned char *const secret = (const unsigned char *)"12345678901234567890";
    char text[40];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(totp_code(secret, 20, cases[i].time / TOTP_SECONDS, 8), cases[i].code);
    }
    for (size_t i = 0; i < COUNT_OF(hotp); i++) {
        assert_int_equal(totp_code(secret, 20, (long long)i, 6), hotp[i]);
    }
    totp_base32(secret, 20, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    /* RFC 4648, 10, without the padding. */
    static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    static const char *const coded[] = {"",        "MY",       "MZXQ",      "MZXW6",
                                        "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"};
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        totp_base32((const unsigned char *)plain[i], strlen(plain[i]), text);
        assert_string_equal(text, coded[i]);
    }
}

static void test_code_window(void **state)
{
    static const unsigned char *const secret = (const unsigned char *)"12345678901234567890";
    char code[8];
    long long step = 0;
    (void)state;
    (void)snprintf(code, sizeof code, "%06lu", totp_code(secret, 20, 1000, 6));
    for (long long s = 997; s <= 1003; s++) {
        const bool right = totp_matches(secret, 20, str_of(code), s * TOTP_SECONDS + 7, &step);
        assert_int_equal(right, s >= 999 && s <= 1001);
        assert_true(!right || step == 1000);
    }
    const char spaced[] = {code[0], code[1], code[2], ' ', code[3], code[4], code[5], '\0'};
    assert_true(totp_matches(secret, 20, str_of(spaced), 30000, &step));
    static const char *const wrong[] = {"", "12345", "1234567", "abcdef", "-12345", "12 34 5"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(totp_matches(secret, 20, str_of(wrong[i]), 30000, &step));
    }
}

/* The code that a telephone shows which was given the secret as text. */
static void code_at(const char *secret_text, long long now, char code[8])
{
    unsigned char secret[SECRET_BYTES] = {0};
    for (size_t i = 0; secret_text[i]; i++) {
        const char c = secret_text[i];
        const unsigned value = c >= 'A' ? (unsigned)(c - 'A') : (unsigned)(c - '2') + 26;
        for (unsigned bit = 0; bit < 5; bit++) {
            const size_t at = i * 5 + bit;
            secret[at / 8] |= (unsigned char)((value >> (4 - bit) & 1) << (7 - at % 8));
        }
    }
    (void)snprintf(code, 8, "%06lu", totp_code(secret, SECRET_BYTES, now / TOTP_SECONDS, 6));
}

static bool check(struct world *world, const struct account *account, const char *code,
                  long long now)
{
    static const struct account_change me = {.who = {"test", 4}};
    bool right = false;
    OK(work_second_check(world->store, account, str_of(code), now, &me, &right, &world->why));
    return right;
}

static void test_second_step(void **state)
{
    static const struct account_change me = {.who = {"test", 4}};
    struct world *world = *state;
    struct account mary = {.name = str_of("mary"), .role = ROLE_OFFICER};
    char secret[SECRET_TEXT], code[8], codes[RECOVERY_CODES][RECOVERY_TEXT];
    bool right = false;
    OK(work_account_add(world->store, &mary, str_of(GOOD), &me, &world->why));
    assert_int_equal(work_second_secret(world->store, &mary, secret, &world->why),
                     STATUS_NOT_FOUND);
    OK(work_second_begin(world->store, &mary, &me, &world->why));
    OK(work_second_secret(world->store, &mary, secret, &world->why));
    /* Until the first code nothing is asked for. */
    struct account found;
    OK(store_account_find(world->store, &world->arena, mary.name, 0, &found, NULL, &world->why));
    assert_false(found.has_second);
    OK(work_second_confirm(world->store, &mary, str_of("000000"), 0, &me, &right, codes,
                           &world->why));
    code_at(secret, NOON, code);
    OK(work_second_confirm(world->store, &mary, str_of(code), NOON, &me, &right, codes,
                           &world->why));
    assert_true(right);
    OK(store_account_find(world->store, &world->arena, mary.name, 0, &found, NULL, &world->why));
    assert_true(found.has_second);
    assert_int_equal(work_second_secret(world->store, &mary, secret, &world->why),
                     STATUS_NOT_FOUND);
    /* Each step once, and none before one that was used. */
    assert_false(check(world, &mary, code, NOON));
    code_at(secret, NOON + TOTP_SECONDS, code);
    assert_true(check(world, &mary, code, NOON));
    assert_false(check(world, &mary, code, NOON + TOTP_SECONDS));
    code_at(secret, NOON, code);
    assert_false(check(world, &mary, code, NOON + TOTP_SECONDS));
    /* Recovery codes, each once, however they are typed. */
    unsigned long long left = 0;
    assert_false(check(world, &mary, "AAAA-AAAA-AAAA-AAAA", NOON));
    assert_true(check(world, &mary, codes[0], NOON));
    assert_false(check(world, &mary, codes[0], NOON));
    char typed[RECOVERY_TEXT * 2] = " ";
    for (size_t i = 0, to = 1; codes[1][i]; i++) {
        const char c = codes[1][i];
        if (c != '-') {
            typed[to++] = (char)(c >= 'A' ? c + 32 : c);
        }
    }
    assert_true(check(world, &mary, typed, NOON));
    OK(store_recovery_count(world->store, mary.id, &left, &world->why));
    assert_int_equal(left, RECOVERY_CODES - 2);
    /* Nobody else's. */
    struct account tom = {.name = str_of("tom"), .role = ROLE_READER};
    OK(work_account_add(world->store, &tom, str_of(GOOD), &me, &world->why));
    OK(work_second_begin(world->store, &tom, &me, &world->why));
    assert_false(check(world, &tom, codes[2], NOON));
    OK(work_second_drop(world->store, &mary, &me, &world->why));
    OK(store_recovery_count(world->store, mary.id, &left, &world->why));
    assert_int_equal(left, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_account_waits),
        cmocka_unit_test(test_success_and_time_forgive),
        cmocka_unit_test(test_address_waits),
        cmocka_unit_test(test_table_is_bounded),
        cmocka_unit_test_setup_teardown(test_set_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_set_up_too_late, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_invitation, set_up, tear_down),
        cmocka_unit_test(test_rfc_vectors),
        cmocka_unit_test(test_code_window),
        cmocka_unit_test_setup_teardown(test_second_step, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
