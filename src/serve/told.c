#include "serve/told.h"

#include "serve/edit_form.h"
#include "serve/page.h"

#define PLACES 6

/* What the program says, and what people read; NULL: the same words. A place takes any text. */
static const struct told {
    const char *form, *words;
} forms[] = {
    /* store/query.c: questions */
    {"{0} has no field \"{1}\". Did you mean \"{2}\"?",
     N_("{0} has no field \"{1}\". Did you mean \"{2}\"?")},
    {"{0} has no field \"{1}\". Its fields are in the pack, in kinds/{2}.yaml.",
     N_("{0} has no field \"{1}\".")},
    {"{0} has no field \"{1}\" that can be asked for.",
     N_("{0} has no field \"{1}\" that can be asked for.")},
    {"{0}: \"{1}\" is not in the code list {2}; see codelists/{3}.yaml.",
     N_("{0}: \"{1}\" is not one of its values. Choose one from the list beside the records.")},
    {"{0}: \"{1}\" is no date (a year, YYYY-MM or YYYY-MM-DD).",
     N_("{0}: \"{1}\" is no date. Write a year, YYYY-MM or YYYY-MM-DD.")},
    {"{0}: \"{1}\" is no number.",
     N_("{0}: \"{1}\" is no number. Write digits, with a point before decimals.")},
    {"{0}: \"{1}\" is no whole number.", N_("{0}: \"{1}\" is no whole number.")},
    {"{0}: \"{1}\" is neither true (1, yes) nor false (0, no).",
     N_("{0}: \"{1}\" is neither yes nor no.")},
    {"{0}: \"{1}\" does not say which record of which kind; write KIND:IDENTIFIER.",
     N_("{0}: \"{1}\" does not say which record. Write KIND:IDENTIFIER.")},
    {"{0}: \"{1}\" is no lens; write LENS or LENS/theme.",
     N_("{0}: \"{1}\" is no definition; write its name, or its name, a stroke and a theme.")},
    {"{0}: \"{1}\" is no number of an import.", N_("{0}: \"{1}\" is no number of an import.")},
    {"{0}: \"{1}\" is no identifier.", N_("{0}: \"{1}\" is no identifier.")},
    {"{0}: \"{1}\" can only be asked for with = or !=.",
     N_("{0}: \"{1}\" can only be asked for with = or !=.")},
    {"{0}: \"{1}\" is no value to compare with.", N_("{0}: no value to compare with is given.")},
    {"{0}: no value is given.", N_("{0}: no value is given.")},
    {"{0}: the value is not valid UTF-8 text.",
     N_("{0}: there are characters that cannot be read. Type it again.")},
    {"The question has more than {0} conditions, or {1} values in one of them. Ask in parts.",
     N_("The question has more than {0} conditions, or {1} values in one of them. Ask in parts.")},

    /* find/: searches */
    {"There is no word to look for. Write words, \"a phrase\", a beginning*, or field:value.",
     N_("There is no word to look for. Write words, \"a phrase\", a beginning*, or field:value.")},
    {"The search is longer than {0} characters. Look for fewer words.",
     N_("The search is longer than {0} characters. Look for fewer words.")},
    {"A phrase has more than {0} words. Look for fewer.",
     N_("A phrase has more than {0} words. Look for fewer.")},
    {"The search has more than {0} terms. Look for fewer.",
     N_("The search has more than {0} terms. Look for fewer.")},
    {"{0} has more than {1} values. Ask for fewer.",
     N_("{0} has more than {1} values. Ask for fewer.")},

    /* report/, table/: what they are asked about */
    {"\"{0}\" is no code or label of the list {1}. Its values are in codelists/{2}.yaml.",
     N_("\"{0}\" is not one of the values of this report. Choose one from its list.")},
    {"The report {0} has no parameter. Leave \"{1}\" out.",
     N_("There is nothing to choose in this report. Leave \"{1}\" out of the address.")},
    {"The report {0} has no parameter \"{1}\". {2}",
     N_("This report has no choice of the name \"{1}\". Leave it out of the address.")},
    {"The years {0} to {1} end before they begin. Turn them round.",
     N_("The years {0} to {1} end before they begin. Turn them round.")},
    {"The table {0} is not divided by years (`years: FIELD` in its definition). Ask with "
     "field>=value instead.",
     N_("This table is not divided by years.")},
    {"There are too many conditions for the table {0}. Ask with fewer.",
     N_("There are too many conditions for this table. Ask with fewer.")},

    /* read/: values */
    {"The value is not in the code list \"{0}\" and is left out. Correct it in the source, or add "
     "it to codelists/{1}.yaml as a code or an alias.",
     N_("The value is not in the list of codes and is left out. Correct it in the source, or have "
        "it added to the list as a code or another name.")},
    {"The value is no date (a year, YYYY-MM or YYYY-MM-DD) and is left out. Write the date as "
     "YYYY-MM-DD in the source.",
     N_("The value is no date and is left out. Write the date as YYYY-MM-DD in the source.")},
    {"The value {0} and is left out. Write digits, with a point before decimals and nothing "
     "between "
     "thousands, in the source.",
     N_("The value is no number of the kind that is needed and is left out. Write digits, with a "
        "point before decimals and nothing between thousands, in the source.")},
    {"The value {0} and is left out. Correct it in the source.",
     N_("The value cannot be taken and is left out. Correct it in the source.")},
    {"The value date is no date (a year, YYYY-MM or YYYY-MM-DD); the amount is kept without it. "
     "Write it as YYYY-MM-DD in the source.",
     N_("The date of the amount is no date; the amount is kept without it. Write it as YYYY-MM-DD "
        "in the source.")},
    {"The amount has no currency and is left out. State its currency, or a default currency for "
     "the "
     "record, in the source.",
     N_("The amount has no currency and is left out. State its currency, or a default currency for "
        "the record, in the source.")},
    {"The currency is no ISO 4217 code and the amount is left out. Write a code such as USD in the "
     "source.",
     N_("The currency is no ISO 4217 code and the amount is left out. Write a code such as USD in "
        "the source.")},
    {"The language is no language code; the text is kept as one of no stated language. Write a "
     "code "
     "such as en or fr in the source.",
     N_("The language is no language code; the text is kept as one of no stated language. Write a "
        "code such as en or fr in the source.")},
    {"The field has one value only and the first was kept. Remove this one from the source, or let "
     "the field repeat in kinds/{0}.yaml.",
     N_("The field has one value only and the first was kept. Remove this one from the source.")},
    {"The field is computed from others, which give \"{0}\"; the value of the source is not kept. "
     "Correct what it is computed from, or leave the value out.",
     N_("The field is computed from others, which give \"{0}\"; the value of the source is not "
        "kept. Correct what it is computed from, or leave the value out.")},
    {"The cell has {0} parts and \"{1}\" has {2}; its values are left out. Give one for each, or "
     "one for all.",
     N_("The cell has {0} parts and \"{1}\" has {2}; its values are left out. Give one for each, "
        "or one for all.")},
    {"There are parts and no value; they are left out. Give the value, or empty its parts.",
     N_("There are parts and no value; they are left out. Give the value, or empty its parts.")},

    /* read/, work/: records */
    {"The {0} has no {1}; it is kept without. Add it in the source.",
     N_("The field is required and has no value; the record is kept without. Add it in the "
        "source.")},
    {"The {0} has no identifier and is refused. Give it one that is unique in the source and "
     "import "
     "it again.",
     N_("The record has no identifier and is refused. Give it one that is unique in the source and "
        "import it again.")},
    {"The identifier of the {0} is longer than {1} bytes and the record is refused. Shorten it in "
     "the source and import it again.",
     N_("The identifier is too long, and the record is refused. Shorten it in the source and "
        "import it again.")},
    {"This identifier stands twice in the file; the first one was kept. Give each record an "
     "identifier of its own, or remove the second.",
     N_("This identifier stands twice in the file; the first one was kept. Give each record an "
        "identifier of its own, or remove the second.")},
    {"The pack has no kind of record of this name, and the {0} is refused. Correct {1}; the kinds "
     "are in the pack's folder kinds/.",
     N_("There is no kind of record of this name, and the record is refused. Correct it in the "
        "source.")},
    {"The record has further problems, which are not listed. Mend these first and import it again.",
     N_("The record has further problems, which are not listed. Mend these first and import it "
        "again.")},
    {"The {0} that begins here has no end{1} and is refused: the file was cut off, or the {2} is "
     "missing. Correct the source, or get it again, and import it.",
     N_("What begins here has no end and is refused: the file was cut off. Correct the source, or "
        "get it again, and import it.")},
    {"The {0} is no well-formed {1} and is refused: {2} Correct it in the source and import it "
     "again.",
     N_("The record is no well-formed {1} and is refused. Correct it in the source and import it "
        "again.")},
    {"The {0} stands in this {1}, which is refused, and is refused with it. Correct the {2}.",
     N_("The record stands in another, which is refused, and is refused with it. Correct the one "
        "around it.")},
    {"Byte {0} here is no UTF-8; the {1} is refused. Save the file as UTF-8, or declare its "
     "encoding{2}.",
     N_("There are characters here that are no UTF-8; the record is refused. Save the file as "
        "UTF-8, or declare its encoding.")},
    {"The row cannot be read and is refused: {0}",
     N_("The row cannot be read and is refused: {0}")},
    {"The row has {0} cells and the header has {1}; the missing ones count as empty. Look for a "
     "separator or quote that is missing.",
     N_("The row has {0} cells and the header has {1}; the missing ones count as empty. Look for a "
        "separator or quote that is missing.")},
    {"The row has {0} cells and the header has {1}; those that are too many are not read. Put "
     "quotes around cells that hold the separator.",
     N_("The row has {0} cells and the header has {1}; those that are too many are not read. Put "
        "quotes around cells that hold the separator.")},
    {"The source has changed this field, and people had edited it here; the edit is kept. Edit the "
     "record to take the source's value, or to keep the edit.",
     N_("The source has changed this field, and people had edited it here; the edit is kept. Edit "
        "the record to take the source's value, or to keep the edit.")},
    {"What the source has changed does not go with what people have edited here; the record is "
     "left "
     "as it is. Edit it to agree with the source.",
     N_("What the source has changed does not go with what people have edited here; the record is "
        "left as it is. Edit it to agree with the source.")},
    {"People have deleted this record here, and the source has changed it since; it stays deleted. "
     "Undelete it and import the source again to have it back.",
     N_("People have deleted this record here, and the source has changed it since; it stays "
        "deleted. Undelete it and import the source again to have it back.")},

    /* read/, work/: files */
    {"No field holds this column; it stays in the original only. Rename it, or map it or list it "
     "under ignore: in the format \"{0}\".",
     N_("No field holds this column; it stays in the original only. Rename it, or have it added to "
        "the format \"{0}\".")},
    {"The kind \"{0}\" has no such field; the column stays in the original only. Rename it, or add "
     "the field to kinds/{1}.yaml.",
     N_("The kind \"{0}\" has no such field; the column stays in the original only. Rename it.")},
    {"There is another column of this name before it; this one is not read. Rename or remove one "
     "of "
     "the two.",
     N_("There is another column of this name before it; this one is not read. Rename or remove "
        "one of the two.")},
    {"The column has no name in the header and is not read. Give it one.",
     N_("The column has no name in the header and is not read. Give it one.")},
    {"No field holds the element <{0}>; it stays in the original only. Map it, or list it under "
     "kept:, in the format \"{1}\".{2}",
     N_("No field holds the element {0}; it stays in the original only. It can be added to the "
        "format \"{1}\".")},
    {"So many rows are totals or groups, no records, as skip: in the format \"{0}\" says. Change "
     "it "
     "there if they should be read.",
     N_("So many rows are totals or groups, and no records, as the format \"{0}\" says.")},
    {"The file has a header and no rows that are records. Look whether it was saved whole.",
     N_("The file has a header and no rows that are records. Look whether it was saved whole.")},
    {"The file has no <{0}> in it. Look whether it was saved whole.",
     N_("The file has no records in it. Look whether it was saved whole.")},
    {"These sheets have no header of the format \"{0}\" and were passed over. Import them by "
     "themselves if they hold records.",
     N_("These sheets have no header of the format \"{0}\" and were passed over. Import them by "
        "themselves if they hold records.")},
    {"The file does not say of which version it is; the format \"{0}\" reads it as well as it can. "
     "Add the {1} to its root element.",
     N_("The file does not say of which version it is; the format \"{0}\" reads it as well as it "
        "can.")},
    {"The file says it is of a version that the format \"{0}\" does not know; it is read as well "
     "as "
     "it can be. Look at the values, or correct the {1}.",
     N_("The file is of a version that the format \"{0}\" does not know; it is read as well as it "
        "can be. Look at the values.")},
    {"The file ends before {0}: its end is missing. Get it again and import it; what came before "
     "was read.",
     N_("The end of the file is missing. Get it again and import it; what came before was read.")},
    {"The list goes on behind this file, and no file of this import continues it: records are "
     "missing. Harvest the rest, and import all files together.",
     N_("The list goes on behind this file, and no file of this import continues it: records are "
        "missing. Harvest the rest, and import all files together.")},
};

/* The next place of the form, or its end. */
static const char *next_place(const char *form)
{
    const char *place = strchr(form, '{');
    return place ? place : form + strlen(form);
}

/* Takes the text apart by the form; the parts lie in the text. */
static bool fits(const char *form, const char *text, struct str parts[PLACES])
{
    const char *place = next_place(form);
    if (strncmp(form, text, (size_t)(place - form)) != 0) {
        return false;
    }
    text += place - form;
    while (*place) {
        const size_t number = (size_t)(place[1] - '0');
        const char *after = place + 3, *next = next_place(after);
        const size_t length = (size_t)(next - after), left = strlen(text);
        const char *end = *next ? text : text + (left >= length ? left - length : left);
        while (*end && strncmp(end, after, length) != 0) {
            end++;
        }
        if (strncmp(end, after, length) != 0 || number >= PLACES) {
            return false;
        }
        parts[number] = (struct str){text, (size_t)(end - text)};
        text = end + length;
        place = next;
    }
    return *text == '\0';
}

/* A kind, or a field of the page's kind, by its label; other words as they are. */
static struct str part_here(const struct visit *visit, struct str part)
{
    const struct pack *pack = visit->site->work->pack;
    const struct kind *kind = pack_kind(pack, part);
    const struct kind *own = visit->segment_count > 0 ? pack_kind(pack, visit->segments[0]) : NULL;
    const struct field *field = own ? kind_field(own, part) : NULL;
    return kind    ? str_of(label_here(visit, &kind->label, kind->name))
           : field ? str_of(label_here(visit, &field->label, field->name))
                   : part;
}

const char *told_here(struct visit *visit, const char *english, bool *known)
{
    *known = true;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct str parts[PLACES] = {{0}};
        if (fits(forms[i].form, english, parts)) {
            for (size_t k = 0; k < PLACES; k++) {
                parts[k] = part_here(visit, parts[k]);
            }
            return sentence(visit, forms[i].words, parts, PLACES);
        }
    }
    *known = false;
    return english;
}

const char *told_mend(struct visit *visit, const struct problem *problem, bool *known)
{
    const struct str words = str_of(problem_mend(problem, visit->language));
    *known = true;
    if (!problem->mends) {
        return told_here(visit, problem->mend, known);
    }
    return problem->rejected ? sentence(visit, "{0} The record is refused.", &words, 1) : words.at;
}

void show_told(struct visit *visit, const char *words, bool known)
{
    const bool foreign = !known && strcmp(visit->language, "en") != 0;
    buf_text(visit->out, foreign ? "<span lang=\"en\">" : "");
    html_text(visit->out, words);
    buf_text(visit->out, foreign ? "</span>" : "");
}
