/*
 * A window on a source for carriers that go through it line by line or byte by byte: what is kept
 * stays in it, at one run of bytes, until it is let go.
 */
#ifndef TEXT_WINDOW_H
#define TEXT_WINDOW_H

#include "text/tree.h"

struct window {
    struct source *source;
    char *at; /* [0, end) has been read, [0, scan) has been looked at */
    size_t capacity, scan, end;
    size_t kept;   /* bytes from here on stay; moves with the scan unless something is open */
    bool open;     /* a piece begins at .kept */
    bool ended;    /* the source has nothing more */
    unsigned line; /* of the byte at the scan, from 1 */
    bool failed;
    struct failure failure;
};

void window_init(struct window *window, struct source *source);
void window_release(struct window *window);

/*
 * The state of a carrier: @size bytes of zeros that begin with a struct window, on @source.
 * What else needs releasing is the carrier's affair. Both take what tree_carrier wants.
 */
MUST_CHECK enum status window_state(size_t size, struct source *source, void **state,
                                    struct failure *why);
void window_state_close(void *state);          /* accepts NULL */
unsigned window_state_line(const void *state); /* .line of the carrier */

/* True when @count bytes are there from the scan on. False at the end and after a failure. */
bool window_have(struct window *window, size_t count);

/*
 * Moves the scan behind the next line, which ends in LF, CRLF, CR or with the file; *@line has no
 * line end and lives until the next call. False at the end and after a failure.
 */
bool window_line(struct window *window, struct str *line);

/* Moves the scan behind the next @byte; false, with the scan at the end, when there is none. */
bool window_until(struct window *window, char byte);

/* Moves the scan behind the byte at the scan, which must be there. */
void window_pass(struct window *window);

/* Opens a piece: at the scan, or at the beginning of the line that was passed last. */
void window_open(struct window *window);
void window_open_line(struct window *window);

/* How many bytes the open piece has; and moves the scan back to there, where @line was. */
size_t window_mark(const struct window *window);
void window_back(struct window *window, size_t mark, unsigned line);

/* The bytes of the piece so far. */
struct str window_piece(const struct window *window);

/* Lets the piece go, without moving the scan; its bytes live until the next call. */
void window_close(struct window *window);

#endif
