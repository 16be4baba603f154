/* What the audit says as JSON, wherever it is listed. */
#ifndef WRITE_AUDIT_H
#define WRITE_AUDIT_H

#include "store/accounts.h"
#include "text/json.h"

/* An array of objects: id, at, who, action, target, detail, address. */
void audit_json(struct json *json, const struct audit_entry *entries, size_t count);

#endif
