/*
 * Goal: files that two threads parse come as if one had: in order, each once, with the first fault
 * told, and with trees that live as long as the caller's arena. Method: folders of generated files.
 */
#include "text/yaml_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 60 };

static char folder[] = "/tmp/crosscut-yaml-XXXXXX";
static const char *paths[FILES];
static char names[FILES][64];

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) {
        return -1;
    }
    for (int i = 0; i < FILES; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s/%02d.yaml", folder, i);
        paths[i] = names[i];
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        (void)unlink(names[i]);
    }
    return rmdir(folder);
}

static void write_file(int i, const char *more)
{
    FILE *file = fopen(paths[i], "w");
    assert_non_null(file);
    (void)fprintf(file, "number: \"%d\"\n", i);
    for (int k = 0; k < i * 7 % 50; k++) { /* some are longer than others */
        (void)fprintf(file, "key%d: [a, b, {c: d}]\n", k);
    }
    (void)fprintf(file, "%s", more);
    assert_int_equal(fclose(file), 0);
}

struct taken {
    struct yaml_node *roots[FILES];
    size_t count, refuse; /* the file that is refused */
};

static enum status take(void *context, size_t index, struct yaml_node *root, struct failure *why)
{
    struct taken *taken = context;
    assert_int_equal(index, taken->count);
    taken->roots[taken->count++] = root;
    return index == taken->refuse ? (fail)(why, STATUS_CONFLICT, "Not this one.") : STATUS_OK;
}

/* All of them, with @count files from none to all; the trees stay when the call has ended. */
static void test_order(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        write_file(i, "");
    }
    for (size_t count = 0; count <= FILES; count += count < 6 ? 1 : 9) {
        struct arena arena;
        struct failure why;
        struct taken taken = {.refuse = FILES};
        arena_init(&arena, (size_t)16 * 1024 * 1024);
        assert_int_equal(yaml_files(&arena, paths, count, take, &taken, &why), STATUS_OK);
        assert_int_equal(taken.count, count);
        for (size_t i = 0; i < count; i++) {
            const char *number = NULL;
            assert_int_equal(yaml_text(taken.roots[i], "number", &number, &why), STATUS_OK);
            assert_int_equal(atoi(number), i);
            assert_string_equal(taken.roots[i]->file, paths[i]);
            assert_int_equal(taken.roots[i]->count, 1 + i * 7 % 50);
        }
        assert_non_null(arena_alloc(&arena, 100));
        arena_release(&arena);
    }
}

/* The fault that is told is the first in order, whoever came upon which. */
static void test_faults(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        write_file(i, "");
    }
    for (int first = 0; first < FILES; first += 7) {
        struct arena arena;
        struct failure why;
        struct taken taken = {.refuse = FILES};
        char place[96];
        write_file(first, "number: again\n");
        write_file(FILES - 1, "- no: map\n");
        arena_init(&arena, (size_t)16 * 1024 * 1024);
        assert_int_equal(yaml_files(&arena, paths, FILES, take, &taken, &why), STATUS_INPUT);
        assert_int_equal(taken.count, first);
        (void)snprintf(place, sizeof place, "/%02d.yaml:", first);
        assert_non_null(strstr(why.text, place));
        arena_release(&arena);
        write_file(first, "");
        write_file(FILES - 1, "");
    }
}

static void test_refused(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        write_file(i, "");
    }
    for (size_t refuse = 0; refuse < FILES; refuse += 13) {
        struct arena arena;
        struct failure why;
        struct taken taken = {.refuse = refuse};
        arena_init(&arena, (size_t)16 * 1024 * 1024);
        assert_int_equal(yaml_files(&arena, paths, FILES, take, &taken, &why), STATUS_CONFLICT);
        assert_string_equal(why.text, "Not this one.");
        assert_int_equal(taken.count, refuse + 1);
        arena_release(&arena);
    }
}

/* A ceiling that is too low for all is told, and nothing is lost or leaked. */
static void test_ceiling(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        write_file(i, "");
    }
    for (size_t limit = 1024; limit < 256 * 1024; limit *= 2) {
        struct arena arena;
        struct failure why = {STATUS_OK, ""};
        struct taken taken = {.refuse = FILES};
        arena_init(&arena, limit);
        const enum status status = yaml_files(&arena, paths, FILES, take, &taken, &why);
        assert_true(status == STATUS_OK || status == STATUS_NOMEM);
        assert_int_equal(taken.count == FILES, status == STATUS_OK);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ceiling),
    };
    return cmocka_run_group_tests_name("yaml files", tests, set_up, tear_down);
}
