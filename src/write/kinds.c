#include "write/kinds.h"

#include "model/conduct.h"

static const char *english(const struct label *label, const char *otherwise)
{
    return label_in(label, "en", otherwise);
}

/* A stroke would end the cell of a table. */
static void write_cell(const char *text, struct buf *out)
{
    for (; *text; text++) {
        if (*text == '|') {
            buf_char(out, '\\');
        }
        buf_char(out, *text);
    }
}

static void write_type(const struct field *field, struct buf *out)
{
    buf_text(out, field_type_name(field->type));
    if (field->list) {
        buf_printf(out, " of `%s`", field->list->name);
    }
    for (size_t i = 0; field->type == FIELD_LINK && i < field->target_count && i < 8; i++) {
        buf_printf(out, "%s%s", i == 0 ? " to " : ", ", field->targets[i]->name);
    }
    if (field->type == FIELD_LINK && field->target_count > 8) {
        buf_text(out, ", …");
    }
    buf_text(out, field->languages ? ", by language" : "");
    buf_text(out, field->repeat ? ", several" : "");
}

static void write_remarks(const struct field *field, struct buf *out)
{
    static const char *const access[] = {"", "internal", "restricted", "confidential"};
    const char *before = "";
    if (field->required) {
        buf_printf(out, "%srequired", before);
        before = ", ";
    }
    if (field->derived) {
        buf_printf(out, "%sderived", before);
        before = ", ";
    }
    if (field->access != ACCESS_PUBLIC) {
        buf_printf(out, "%s%s", before, access[field->access]);
        before = ", ";
    }
    for (size_t i = 0; i < field->with_count; i++) {
        buf_printf(out, "%s`%s` (",
                   i > 0     ? ", "
                   : *before ? "; with "
                             : "with ",
                   field->with[i].name);
        write_type(&field->with[i], out);
        buf_char(out, ')');
    }
}

static void write_fields(const struct kind *kind, struct buf *out)
{
    buf_text(out, "\n| field | label | type | |\n|---|---|---|---|\n");
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];
        buf_printf(out, "| `%s` | ", field->name);
        write_cell(english(&field->label, field->name), out);
        buf_text(out, " | ");
        write_type(field, out);
        buf_text(out, " | ");
        write_remarks(field, out);
        buf_text(out, " |\n");
    }
}

/* "`primary` is true", "`status` is open or done". */
static void write_tests(const struct value_test *tests, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct value_test *test = &tests[i];
        const char *between = "";
        buf_printf(out, "%s`%s` is ", i > 0 ? " and " : "", test->field->name);
        for (size_t k = 0; k < test->count; k++) {
            buf_text(out, between);
            value_print(&test->values[k], out);
            between = " or ";
        }
        if (test->absent) {
            buf_printf(out, "%sempty", between);
            between = " or ";
        }
        if (test->present) {
            buf_printf(out, "%sthere", between);
        }
    }
}

static void write_names(const struct field *const *fields, size_t count, const char *between,
                        struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%s`%s`", i > 0 ? between : "", fields[i] ? fields[i]->name : "identifier");
    }
}

static void write_where(const struct value_test *tests, size_t count, struct buf *out)
{
    if (count > 0) {
        buf_text(out, " of which ");
        write_tests(tests, count, out);
    }
}

static void write_derivation(const struct derivation *d, struct buf *out)
{
    buf_printf(out, "* `%s` is derived: ", d->field->name);
    switch (d->op) {
    case DERIVE_LATEST:
        buf_printf(out, "the %s of the `%s` with the latest `%s`",
                   d->take ? d->take->name : "value", d->of->name, d->by->name);
        break;
    case DERIVE_ANY:
        buf_printf(out, "whether there is a `%s`", d->of->name);
        break;
    case DERIVE_COUNT:
        buf_printf(out, "how many `%s`", d->of->name);
        break;
    case DERIVE_FIRST:
        buf_text(out, "the first of ");
        write_names(d->sources, d->source_count, ", ", out);
        break;
    case DERIVE_YEAR:
        buf_printf(out, "the %s of `%s`",
                   d->field->type == FIELD_CODE ? "code for the year" : "year", d->of->name);
        break;
    case DERIVE_KNOWN:
        buf_printf(out, "whether `%s` is known", d->of->name);
        break;
    case DERIVE_REACHES:
        buf_printf(out, "whether `%s` is `%s` or more", d->sources[0]->name, d->sources[1]->name);
        buf_text(out, d->where_count > 0 ? "; or less" : "");
        break;
    case DERIVE_PARENTS:
        buf_printf(out, "the broader codes of `%s`", d->of->name);
        break;
    case DERIVE_TEXT:
        buf_printf(out, "the text `%s`", label_in(&d->text, "en", ""));
        break;
    }
    write_where(d->where, d->where_count, out);
    buf_text(out, ".\n");
}

static void write_count(const struct record_rule *rule, struct buf *out)
{
    if (rule->at_least == rule->at_most) {
        buf_printf(out, "exactly %lld `%s`", rule->at_least, rule->of->name);
    } else if (rule->at_most == INT64_MAX) {
        buf_printf(out, "at least %lld `%s`", rule->at_least, rule->of->name);
    } else {
        buf_printf(out, "%lld to %lld `%s`", rule->at_least, rule->at_most, rule->of->name);
    }
    write_where(rule->where, rule->where_count, out);
}

static void write_form(const struct record_rule *rule, struct buf *out)
{
    switch (rule->form) {
    case FORM_NEED:
        write_names(rule->fields, rule->field_count, " and ", out);
        buf_text(out, rule->field_count == 1 ? " has a value" : " have values");
        return;
    case FORM_COUNT:
        buf_text(out, "there is ");
        write_count(rule, out);
        return;
    case FORM_EACH:
        buf_printf(out, "each `%s` has ", rule->of->name);
        write_names(rule->fields, rule->field_count, " and ", out);
        return;
    case FORM_ORDER:
        write_names(rule->fields, rule->field_count, " is not after ", out);
        return;
    case FORM_SUM:
        write_names(rule->fields, rule->field_count, " + ", out);
        buf_printf(out, " = `%s`", rule->of->name);
        return;
    case FORM_LINK:
        buf_printf(out, "the record of `%s` has", rule->of->name);
        for (const struct yaml_node *n = rule->target->children; n; n = n->next) {
            buf_printf(out, " `%s` = %s", n->key, n->type == YAML_SCALAR ? n->text.at : "…");
        }
        return;
    }
}

static void write_rule(const struct record_rule *rule, struct buf *out)
{
    buf_printf(out, "* Rule `%s`: ", rule->name);
    if (rule->when_count > 0) {
        buf_text(out, "where ");
        write_tests(rule->when, rule->when_count, out);
        buf_text(out, ", ");
    }
    write_form(rule, out);
    buf_text(out, rule->refuse ? "; else the record is refused.\n" : ".\n");
}

static void write_conduct(const struct conduct *conduct, struct buf *out)
{
    const bool any = conduct->derivation_count + conduct->rule_count + conduct->same_count > 0;
    buf_text(out, any || conduct->due || conduct->leave_out ? "\n" : "");
    for (size_t i = 0; i < conduct->derivation_count; i++) {
        write_derivation(&conduct->derivations[i], out);
    }
    for (size_t i = 0; i < conduct->rule_count; i++) {
        write_rule(&conduct->rules[i], out);
    }
    if (conduct->due) {
        buf_printf(out, "* Falls due on `%s`", conduct->due->date->name);
        if (conduct->due->done_count > 0) {
            buf_text(out, ", unless ");
            write_tests(conduct->due->done, conduct->due->done_count, out);
        }
        buf_text(out, ".\n");
    }
    if (conduct->leave_out) {
        buf_printf(out, "* Lists and counts leave out records whose `%s` is ",
                   conduct->leave_out->field->name);
        for (size_t i = 0; i < conduct->leave_out->count; i++) {
            buf_printf(out, "%s`%s`", i > 0 ? " or " : "", conduct->leave_out->codes[i]);
        }
        buf_text(out, ".\n");
    }
    for (size_t i = 0; i < conduct->same_count; i++) {
        buf_text(out, "* Two are thought to be the same by ");
        write_names(conduct->same[i].by, conduct->same[i].count, " and ", out);
        buf_text(out, ".\n");
    }
}

void kinds_write_markdown(const struct pack *pack, struct buf *out)
{
    buf_printf(out, "# Kinds of record in the pack %s\n\n", pack->name);
    buf_text(out,
             "<!-- Made by `make docs` from packs/; do not edit. -->\n"
             "Every kind can be listed, shown, exported, searched and imported as a plain table "
             "([formats.md](formats.md)).\n\n"
             "| kind | label | fields |\n|---|---|---|\n");
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        buf_printf(out, "| [%s](#%s) | %s | %zu |\n", kind->name, kind->name,
                   english(&kind->label, kind->name), kind->field_count);
    }
    for (size_t i = 0; i < pack->kind_count; i++) {
        const struct kind *kind = &pack->kinds[i];
        buf_printf(out, "\n## %s\n%s; several: %s.\n", kind->name,
                   english(&kind->label, kind->name), english(&kind->labels, kind->plural));
        write_fields(kind, out);
        write_conduct(kind->conduct, out);
    }
}
