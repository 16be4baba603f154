/*
 * Makes a large IATI file for `make bench` by repeating the activities of a smaller one, each time with new identifiers:
 * grow FILE.xml MEGABYTES > large.xml
 */
#include "text/xml.h"

#include <stdio.h>
#include <stdlib.h>

static const char end_tag[] = "</iati-identifier>";

/* Writes one activity with "-ROUND" added to its identifier. */
static size_t write_piece(struct str bytes, unsigned round)
{
    for (size_t i = 0; i + sizeof end_tag - 1 <= bytes.length; i++) {
        if (bytes.at[i] == '<' && memcmp(bytes.at + i, end_tag, sizeof end_tag - 1) == 0) {
            (void)fwrite(bytes.at, 1, i, stdout);
            (void)printf("-%u", round);
            (void)fwrite(bytes.at + i, 1, bytes.length - i, stdout);
            (void)putchar('\n');
            return bytes.length + 4;
        }
    }
    return 0;
}

static enum status write_round(const char *path, unsigned round, size_t *left, struct failure *why)
{
    static const char *const names[] = {"iati-activity", NULL};
    struct source *source = NULL;
    struct xml_splitter *splitter = NULL;
    struct xml_piece piece;
    enum step step = STEP_DONE;
    TRY(source_open(path, &source, why));
    enum status status = xml_splitter_open(source, names, &splitter, why);
    while (status == STATUS_OK && *left > 0 && (step = xml_splitter_next(splitter, &piece, why)) == STEP_ITEM) {
        size_t written = write_piece(piece.bytes, round);
        *left = written > *left ? 0 : *left - written;
    }
    xml_splitter_close(splitter);
    source_close(source);
    return status == STATUS_OK && step == STEP_ERROR ? why->status : status;
}

int main(int count, char **words)
{
    struct failure why = {STATUS_OK, ""};
    size_t left = count == 3 ? (size_t)strtoul(words[2], NULL, 10) * 1000000 : 0;
    if (left == 0) {
        (void)fprintf(stderr, "usage: grow FILE.xml MEGABYTES\n");
        return 2;
    }
    (void)printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\">\n");
    for (unsigned round = 1; left > 0; round++) {
        size_t before = left;
        if (write_round(words[1], round, &left, &why) != STATUS_OK || left == before) {
            (void)fprintf(stderr, "grow: %s\n", why.text[0] ? why.text : "no activities in the file");
            return 1;
        }
    }
    (void)printf("</iati-activities>\n");
    return fflush(stdout) == 0 ? 0 : 1;
}
