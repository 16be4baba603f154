/*
 * Goal: every record and every list has a file name that any file system takes, that no other has,
 * whatever its capitals, and that is the same every time; and a folder of files keeps what it says.
 * Method: tables of names; the property over many odd identifiers; a folder written, cut off and
 * written again.
 */
#include "store_fixture.h"

#include "serve/files.h"
#include "serve/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- names ---- */

static const struct {
    const char *text, *name;
} names[] = {
    {"XM-DAC-41122", "XM-DAC-41122"},
    {"a/b\\c:d*e?f\"g<h>i|j", "a~2Fb~5Cc~3Ad~2Ae~3Ff~22g~3Ch~3Ei~7Cj"},
    {"a b&c=d+e,f;g@h~i%j#k", "a~20b~26c~3Dd~2Be~2Cf~3Bg~40h~7Ei~25j~23k"},
    {".hidden", "~2Ehidden"},
    {"..", "~2E."},
    {"con", "~63on"},
    {"CON", "~43ON"},
    {"Aux.x.y", "~41ux.x.y"},
    {"lpt9", "~6Cpt9"},
    {"lpt10", "lpt10"},
    {"console", "console"},
    {"index", "~69ndex"},
    {"é", "~C3~A9"},
    {"\xFF", "~FF"},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buf name;
        buf_init(&name, 4096);
        files_name(&name, str_of(names[i].text));
        assert_string_equal(name.at, names[i].name);
        buf_release(&name);
    }
}

/* What is too long ends in a digest, and two such names differ. */
static void test_long_names(void **state)
{
    char text[400];
    struct buf one, other;
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    buf_init(&one, 4096);
    buf_init(&other, 4096);
    files_name(&one, str_of(text));
    text[sizeof text - 2] = 'y';
    files_name(&other, str_of(text));
    assert_in_range(one.length, 50, 120);
    assert_string_not_equal(one.at, other.at);
    buf_release(&one);
    buf_release(&other);
}

/* ---- lists ---- */

static const struct {
    const char *question, *path;
    unsigned long long page;
} lists[] = {
    {"activity", "activities", 1},
    {"activity", "activities/by/@3", 3},
    {"activity?country=ke", "activities/by/country=ke", 1},
    {"activity?country=ke|ug&start>=2010", "activities/by/country=ke+ug,start-from=2010", 1},
    {"activity?country=ke", "activities/by/country=ke/@2", 2},
    {"activity?start<=2013-06&size!=project", "activities/by/start-to=2013-06,size-not=project", 1},
    {"activity?tag=labour-x/traff", "activities/by/tag=labour-x.traff", 1},
    {"activity?title=", "activities/by/title=", 1},
    {"activity?title=a%2Cb%3Dc%2Bd", "activities/by/title=a~2Cb~3Dc~2Bd", 1},
};

static void test_lists(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    const struct pack *pack = fixture_pack(&arena);
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct query query;
        struct failure why;
        struct buf path;
        assert_int_equal(query_parse(&arena, pack, str_of(lists[i].question), &query, &why),
                         STATUS_OK);
        buf_init(&path, 4096);
        files_list(&path, &query, lists[i].page);
        assert_string_equal(path.at, lists[i].path);
        buf_release(&path);
    }
    arena_release(&arena);
}

/* Texts that differ in capitals only, and long ones, have lists of their own. */
static void test_unsure_lists(void **state)
{
    static const char *const questions[] = {"activity?title=Kenya", "activity?title=kENYA"};
    struct arena arena;
    struct buf paths[2];
    (void)state;
    arena_init(&arena, (size_t)64 * 1024 * 1024);
    const struct pack *pack = fixture_pack(&arena);
    for (size_t i = 0; i < 2; i++) {
        struct query query;
        struct failure why;
        assert_int_equal(query_parse(&arena, pack, str_of(questions[i]), &query, &why), STATUS_OK);
        buf_init(&paths[i], 4096);
        files_list(&paths[i], &query, 1);
        for (size_t k = 0; k < paths[i].length; k++) {
            if (paths[i].at[k] >= 'A' && paths[i].at[k] <= 'Z') {
                paths[i].at[k] = (char)(paths[i].at[k] - 'A' + 'a');
            }
        }
    }
    assert_string_not_equal(paths[0].at, paths[1].at);
    buf_release(&paths[0]);
    buf_release(&paths[1]);
    arena_release(&arena);
}

/* ---- a folder ---- */

struct written {
    char dir[200];
    struct failure why;
};

static void open_folder(struct written *w, struct folder **folder)
{
    assert_int_equal(folder_open(w->dir, false, folder, &w->why), STATUS_OK);
}

static void put(struct written *w, struct folder *folder, const char *path, const char *text)
{
    assert_int_equal(folder_put(folder, path, str_of(text), &w->why), STATUS_OK);
}

static struct folder_counts finish(struct written *w, struct folder *folder)
{
    struct folder_counts counts;
    assert_int_equal(folder_finish(folder, &counts, &w->why), STATUS_OK);
    folder_close(folder);
    return counts;
}

static bool is_there(const struct written *w, const char *path)
{
    char full[400];
    struct stat about;
    (void)snprintf(full, sizeof full, "%s/%s", w->dir, path);
    return stat(full, &about) == 0;
}

static void new_folder(struct written *w)
{
    (void)snprintf(w->dir, sizeof w->dir, "/tmp/crosscut-folder-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
}

static void remove_folder(const struct written *w)
{
    char command[300];
    (void)snprintf(command, sizeof command, "rm -r '%s'", w->dir);
    assert_int_equal(system(command), 0);
}

static void test_folder(void **state)
{
    struct written w;
    struct folder *folder = NULL;
    struct folder_counts counts;
    (void)state;
    new_folder(&w);
    open_folder(&w, &folder);
    put(&w, folder, "en/a.html", "one");
    put(&w, folder, "en/deep/b.html", "two");
    assert_int_equal(folder_put(folder, "en/a.html", str_of("again"), &w.why), STATUS_FAILED);
    counts = finish(&w, folder);
    assert_int_equal(counts.written, 2);

    open_folder(&w, &folder);
    put(&w, folder, "en/a.html", "one");
    counts = finish(&w, folder);
    assert_int_equal(counts.written, 0);
    assert_int_equal(counts.removed, 1);
    assert_true(is_there(&w, "en/a.html"));
    assert_false(is_there(&w, "en/deep"));
    assert_false(is_there(&w, "crosscut-files.part"));
    remove_folder(&w);
}

/* A file that is not in the list is somebody else's: it stays, run after run, and is never listed.
 */
static void test_foreign(void **state)
{
    struct written w;
    struct folder *folder = NULL;
    struct folder_counts counts;
    char command[400];
    (void)state;
    new_folder(&w);
    open_folder(&w, &folder);
    put(&w, folder, "en/a.html", "one");
    (void)finish(&w, folder);
    (void)snprintf(
        command, sizeof command,
        "cd '%s' && echo mine >en/b.html && echo mine >en/c.html.part && mkdir en/d.html", w.dir);
    assert_int_equal(system(command), 0);
    for (int run = 0; run < 3; run++) {
        open_folder(&w, &folder);
        put(&w, folder, "en/a.html", "one");
        if (run < 2) { /* and then it wants them no more */
            put(&w, folder, "en/b.html", "two");
            put(&w, folder, "en/c.html", "three");
            put(&w, folder, "en/d.html", "four");
        }
        counts = finish(&w, folder);
        assert_int_equal(counts.foreign, run < 2 ? 3 : 0);
        assert_int_equal(counts.written + counts.removed, 0);
        assert_int_equal(counts.unchanged, 1);
        (void)snprintf(
            command, sizeof command,
            "cd '%s' && [ \"$(cat en/b.html en/c.html.part | tr -d '\\n')\" = minemine ] "
            "&& [ -d en/d.html ] && [ ! -e en/c.html ]",
            w.dir);
        assert_int_equal(system(command), 0);
    }
    remove_folder(&w);
}

/* A run that ends before its end leaves files that the next run knows, and removes when it has to.
 */
static void test_cut_off(void **state)
{
    struct written w;
    struct folder *folder = NULL, *second = NULL;
    struct folder_counts counts;
    (void)state;
    new_folder(&w);
    open_folder(&w, &folder);
    put(&w, folder, "en/a.html", "one");
    put(&w, folder, "en/gone.html", "two");
    folder_close(folder);

    open_folder(&w, &folder);
    put(&w, folder, "en/a.html", "one");
    put(&w, folder, "en/c.html", "three");
    counts = finish(&w, folder);
    assert_int_equal(counts.written, 1);
    assert_int_equal(counts.removed, 1);
    assert_false(is_there(&w, "en/gone.html"));
    assert_int_equal(folder_open(w.dir, true, &second, &w.why), STATUS_OK);
    folder_close(second);
    remove_folder(&w);
}

/* Long answers come in pieces; one that is given up leaves the file as it was. */
static void test_stream(void **state)
{
    struct written w;
    struct folder *folder = NULL;
    struct folder_stream *stream = NULL;
    struct buf bytes;
    unsigned char digest[16];
    (void)state;
    new_folder(&w);
    buf_init(&bytes, (size_t)1024 * 1024);
    for (int round = 0; round < 3; round++) {
        open_folder(&w, &folder);
        assert_int_equal(folder_stream_begin(folder, "data/x.csv", &stream, &w.why), STATUS_OK);
        assert_int_equal(folder_stream_add(stream, str_of("a,"), &w.why), STATUS_OK);
        assert_int_equal(folder_stream_add(stream, str_of(round == 2 ? "c" : "b"), &w.why),
                         STATUS_OK);
        assert_int_equal(folder_stream_end(stream, round < 2, &w.why), STATUS_OK);
        if (round < 2) {
            assert_int_equal(finish(&w, folder).written, round == 0 ? 1 : 0);
        } else {
            assert_int_equal(folder_read(folder, "data/x.csv", &bytes, digest, &w.why), STATUS_OK);
            assert_string_equal(bytes.at, "a,b");
            folder_close(folder);
        }
    }
    buf_release(&bytes);
    remove_folder(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),   cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_lists),   cmocka_unit_test(test_unsure_lists),
        cmocka_unit_test(test_folder),  cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_cut_off), cmocka_unit_test(test_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
