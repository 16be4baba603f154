/*
 * Goal: what is sealed is read again by whom it was sealed for, and by nobody who has only the
 * database; a lost, changed or open key is told in words. Method: texts of all lengths go through;
 * every byte of a seal is changed once; the file of the key is damaged in turn.
 */
#define _GNU_SOURCE /* memmem() */
#include "find_world.h"

#include "work/vault.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct vault_use draft = {"draft", 7};

static struct str seal(struct world *w, struct str plain)
{
    struct str sealed = {NULL, 0};
    OK(vault_seal(w->store, &w->arena, &draft, plain, &sealed, &w->why));
    return sealed;
}

static void test_round_trip(void **state)
{
    struct world *w = *state;
    char bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 7);
    }
    for (size_t length = 0; length < sizeof bytes; length++) {
        const struct str plain = {bytes, length};
        struct str opened = {NULL, 0};
        const struct str sealed = seal(w, plain);
        assert_true(str_starts(sealed, "sealed:"));
        OK(vault_open(w->store, &w->arena, &draft, sealed, &opened, &w->why));
        assert_true(str_equal(opened, plain));
    }
    /* The same text is never sealed alike. */
    assert_false(str_equal(seal(w, str_of("a")), seal(w, str_of("a"))));
}

static void test_others_cannot(void **state)
{
    struct world *w = *state;
    static const struct vault_use others[] = {{"draft", 8}, {"second-step", 7}, {"", 7}};
    const struct str sealed = seal(w, str_of("secret words"));
    struct str opened = {NULL, 0};
    assert_null(memmem(sealed.at, sealed.length, "secret", 6));
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(vault_open(w->store, &w->arena, &others[i], sealed, &opened, &w->why),
                         STATUS_INTEGRITY);
    }
    for (size_t i = strlen("sealed:"); i < sealed.length; i++) {
        char *changed = arena_copy(&w->arena, sealed);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        /* The last letters before "=" have bits that mean nothing. */
        const enum status status =
            vault_open(w->store, &w->arena, &draft, str_of(changed), &opened, &w->why);
        assert_true(status == STATUS_INTEGRITY || i + 4 >= sealed.length);
    }
    assert_int_equal(vault_open(w->store, &w->arena, &draft, str_of("sealed:"), &opened, &w->why),
                     STATUS_INTEGRITY);
    assert_int_equal(vault_open(w->store, &w->arena, &draft, str_of("sealed:!?"), &opened, &w->why),
                     STATUS_INTEGRITY);
    /* From before there was a key. */
    OK(vault_open(w->store, &w->arena, &draft, str_of("title=Roads"), &opened, &w->why));
    assert_true(str_is(opened, "title=Roads"));
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0600), 0);
}

static void test_the_key(void **state)
{
    struct world *w = *state;
    static const char other[] =
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";
    const char *path = arena_printf(&w->arena, "%s.key", store_path(w->store));
    const struct str sealed = seal(w, str_of("secret words"));
    struct str opened = {NULL, 0};
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(about.st_size, 65);
    static const struct {
        const char *text; /* of the key's file; NULL: it is not there */
        mode_t mode;
        const char *words;
    } cases[] = {{other, 0600, "is not the key"},
                 {NULL, 0600, "is not the key"},
                 {"", 0600, "holds no key"},
                 {"zz", 0600, "holds no key"},
                 {other + 2, 0600, "holds no key"},
                 {other, 0640, "can be read by others"},
                 {other, 0604, "can be read by others"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        (void)unlink(path);
        if (cases[i].text) {
            put(path, cases[i].text);
            assert_int_equal(chmod(path, cases[i].mode), 0);
        }
        assert_int_equal(vault_open(w->store, &w->arena, &draft, sealed, &opened, &w->why),
                         STATUS_INTEGRITY);
        assert_non_null(strstr(w->why.text, cases[i].words));
    }
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_others_cannot, world_set_up, world_tear_down),
        cmocka_unit_test_setup_teardown(test_the_key, world_set_up, world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
