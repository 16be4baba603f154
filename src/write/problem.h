/* One problem as JSON, wherever problems are listed. */
#ifndef WRITE_PROBLEM_H
#define WRITE_PROBLEM_H

#include "model/problem.h"
#include "text/json.h"

/*
 * An object: file, line, column, record, field, value, rule, mend, rejected; line and column are 0
 * where there is none. Without @all, file and value are left out: a path is nobody's business, and
 * the value may be of a field that is not public.
 */
void problem_json(struct json *json, const struct problem *problem, bool all);

#endif
