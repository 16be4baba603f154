/*
 * How an operation went, and the words for it.
 *
 * Three kinds of trouble are never mixed: a bug in the program stops it (assert); a failure that
 * was to be expected (a missing file, a full disk) is a status with words in a struct failure; a
 * bad value in somebody's data is an entry in the list of problems (model/problem.h) and the work
 * goes on. Only cli/ turns a status into an exit code.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include <stdarg.h>

/* name, exit code (design/quality.md C4) */
#define STATUS_LIST(X)                                                                             \
    X(STATUS_OK, 0)                                                                                \
    X(STATUS_FAILED, 1)   /* anything that has no better name */                                   \
    X(STATUS_USAGE, 2)    /* the command line is wrong */                                          \
    X(STATUS_PROBLEMS, 3) /* done, but some of the input was refused */                            \
    X(STATUS_NOT_FOUND, 4)                                                                         \
    X(STATUS_CONFLICT, 6)                                                                          \
    X(STATUS_INPUT, 7)     /* the input as a whole is not valid */                                 \
    X(STATUS_BUSY, 8)      /* someone else holds the database */                                   \
    X(STATUS_INTEGRITY, 9) /* a check or verification failed */                                    \
    X(STATUS_LIMIT, 7)     /* the input goes over a limit */                                       \
    X(STATUS_NOMEM, 71)                                                                            \
    X(STATUS_IO, 74)                                                                               \
    X(STATUS_INTERRUPTED, 130)

#define STATUS_NAME(name, code) name,
enum status { STATUS_LIST(STATUS_NAME) };
#undef STATUS_NAME

/* Why something failed, in words a user can act upon: what, where, and the mend. */
struct failure {
    enum status status;
    char text[1024];
};

/*
 * Records why and returns @status, so that a caller can write `return fail(why, …)`.
 * The text is one or two sentences without a line end. @why may not be NULL.
 */
__attribute__((format(printf, 3, 4), cold, warn_unused_result)) enum status
fail(struct failure *why, enum status status, const char *format, ...);

/* The failure for memory that could not be had, or a ceiling that was reached. */
__attribute__((cold, warn_unused_result)) enum status fail_memory(struct failure *why);

/* The process exit code for @status. */
int status_exit_code(enum status status);

/* Returns from the calling function when @call does not succeed. Only where nothing is held yet. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum status try_status_ = (call);                                                          \
        if (try_status_ != STATUS_OK) {                                                            \
            return try_status_;                                                                    \
        }                                                                                          \
    } while (0)

/* The three outcomes of a cursor. An error can so never be taken for the end. */
enum step { STEP_ITEM, STEP_DONE, STEP_ERROR };

#define MUST_CHECK __attribute__((warn_unused_result))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
