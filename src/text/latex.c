#include "text/latex.h"

#include "base/utf8.h"
#include "text/compose.h"

/* Accents: the command and the combining character. */
static const struct accent {
    char command;
    uint16_t mark;
} accents[] = {
    {'`', 0x300}, {'\'', 0x301}, {'^', 0x302}, {'~', 0x303}, {'=', 0x304}, {'u', 0x306},
    {'.', 0x307}, {'"', 0x308},  {'r', 0x30A}, {'H', 0x30B}, {'v', 0x30C}, {'d', 0x323},
    {'c', 0x327}, {'k', 0x328},  {'b', 0x331}, {'h', 0x309},
};

/* Commands that stand for text. */
static const struct symbol {
    const char *command, *text;
} symbols[] = {
    {"aa", "å"},
    {"AA", "Å"},
    {"ae", "æ"},
    {"AE", "Æ"},
    {"oe", "œ"},
    {"OE", "Œ"},
    {"o", "ø"},
    {"O", "Ø"},
    {"l", "ł"},
    {"L", "Ł"},
    {"ss", "ß"},
    {"i", "ı"},
    {"j", "ȷ"},
    {"dh", "ð"},
    {"DH", "Ð"},
    {"th", "þ"},
    {"TH", "Þ"},
    {"dj", "đ"},
    {"DJ", "Đ"},
    {"ng", "ŋ"},
    {"NG", "Ŋ"},
    {"S", "§"},
    {"P", "¶"},
    {"pounds", "£"},
    {"euro", "€"},
    {"texteuro", "€"},
    {"copyright", "©"},
    {"textregistered", "®"},
    {"texttrademark", "™"},
    {"textdegree", "°"},
    {"dots", "…"},
    {"ldots", "…"},
    {"textellipsis", "…"},
    {"textendash", "–"},
    {"textemdash", "—"},
    {"textquoteleft", "‘"},
    {"textquoteright", "’"},
    {"textquotedblleft", "“"},
    {"textquotedblright", "”"},
    {"guillemotleft", "«"},
    {"guillemotright", "»"},
    {"textasciicircum", "^"},
    {"textasciitilde", "~"},
    {"textbackslash", "\\"},
    {"textbar", "|"},
    {"textunderscore", "_"},
    {"textexclamdown", "¡"},
    {"textquestiondown", "¿"},
    {"textordfeminine", "ª"},
    {"textordmasculine", "º"},
    {"slash", "/"},
    {"quad", " "},
    {"qquad", " "},
    {"newline", " "},
    {"par", " "},
    {"relax", ""},
    {"LaTeX", "LaTeX"},
    {"TeX", "TeX"},
    {"BibTeX", "BibTeX"},
};

/* Commands that only change how their text looks: the text stays. */
static const char *const looks[] = {
    "emph",
    "textit",
    "textbf",
    "texttt",
    "textsc",
    "textrm",
    "textsf",
    "textup",
    "textsl",
    "textmd",
    "textnormal",
    "underline",
    "uppercase",
    "lowercase",
    "MakeUppercase",
    "MakeLowercase",
    "it",
    "bf",
    "em",
    "tt",
    "sc",
    "rm",
    "sf",
    "sl",
    "itshape",
    "bfseries",
    "scshape",
    "mbox",
    "hbox",
    "url",
    "path",
    "ensuremath",
    "enquote",
    "mkbibquote",
    "noopsort",
    "small",
    "footnotesize",
    "large",
    "protect",
    "nolinkurl",
    "textsuperscript",
    "textsubscript",
    "mkbibemph",
};

/* What decoding needs to pass around. */
struct decoding {
    struct str rest;
    struct buf *out;
    struct str *unknown;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void drop(struct decoding *d, size_t count)
{
    d->rest = (struct str){d->rest.at + count, d->rest.length - count};
}

static bool next_is(const struct decoding *d, const char *text)
{
    return str_starts(d->rest, text);
}

static void skip_white(struct decoding *d)
{
    while (d->rest.length > 0 && char_is_white(d->rest.at[0])) {
        drop(d, 1);
    }
}

static void put_space(struct decoding *d)
{
    if (d->out->length > 0 && d->out->at[d->out->length - 1] != ' ') {
        buf_char(d->out, ' ');
    }
}

static void put_mark(struct decoding *d, uint32_t mark)
{
    char bytes[4];
    buf_add(d->out, bytes, utf8_encode(mark, bytes));
}

/* ---- commands ---- */

/* The letter of an accent: `{e}`, `e`, `{\i}`, `\i`; then the mark. */
static void take_accent(struct decoding *d, uint16_t mark)
{
    unsigned size = 1;
    size_t braces = 0;
    skip_white(d);
    while (next_is(d, "{")) {
        drop(d, 1);
        braces++;
    }
    if (next_is(d, "\\i") || next_is(d, "\\j")) {
        buf_char(d->out, d->rest.at[1]); /* with an accent the dot goes of itself */
        drop(d, 2);
        skip_white(d);
    } else if (d->rest.length > 0 && d->rest.at[0] != '}' && d->rest.at[0] != '\\') {
        (void)utf8_decode(d->rest.at, d->rest.length, &size);
        buf_str(d->out, (struct str){d->rest.at, size});
        drop(d, size);
    } else if (!next_is(d, "\\")) {
        buf_char(d->out, ' '); /* an accent over nothing stands alone */
    }
    put_mark(d, mark);
    for (; braces > 0 && next_is(d, "}"); braces--) {
        drop(d, 1);
    }
}

static const struct accent *find_accent(struct str name)
{
    for (size_t i = 0; name.length == 1 && i < sizeof accents / sizeof accents[0]; i++) {
        if (accents[i].command == name.at[0]) {
            return &accents[i];
        }
    }
    return NULL;
}

static const char *find_symbol(struct str name)
{
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (str_is(name, symbols[i].command)) {
            return symbols[i].text;
        }
    }
    return NULL;
}

static bool is_look(struct str name)
{
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        if (str_is(name, looks[i])) {
            return true;
        }
    }
    return false;
}

/* The command whose name is @name; the rest begins behind it. */
static void take_word(struct decoding *d, struct str name)
{
    const struct accent *accent = find_accent(name);
    const char *symbol = find_symbol(name);
    if (accent) {
        take_accent(d, accent->mark);
        return;
    }
    if (symbol || is_look(name)) {
        buf_text(d->out, symbol ? symbol : "");
        skip_white(d);
        if (symbol && next_is(d, "{}")) {
            drop(d, 2);
        }
        return;
    }
    if (d->unknown->length == 0) {
        *d->unknown = (struct str){name.at - 1, name.length + 1};
    }
    buf_char(d->out, '\\');
    buf_str(d->out, name);
}

/* What begins with a backslash. */
static void take_command(struct decoding *d)
{
    struct str name = {d->rest.at + 1, 0};
    while (name.length + 1 < d->rest.length && is_letter(name.at[name.length])) {
        name.length++;
    }
    if (name.length > 0) {
        drop(d, name.length + 1);
        take_word(d, name);
        return;
    }
    if (d->rest.length == 1) {
        buf_char(d->out, '\\');
        drop(d, 1);
        return;
    }
    name.length = 1;
    const struct accent *accent = find_accent(name);
    drop(d, (unsigned char)name.at[0] < 0x80 ? 2 : 1);
    if (accent) {
        take_accent(d, accent->mark);
    } else if (char_is_white(name.at[0]) || strchr("\\,;:!", name.at[0])) {
        put_space(d);
    } else if (name.at[0] != '-' && name.at[0] != '/' && (unsigned char)name.at[0] < 0x80) {
        buf_str(d->out, name);
    }
}

/* ---- other signs ---- */

/* Mathematics is kept whole: `$x^2$`. */
static void take_mathematics(struct decoding *d)
{
    const char *end = d->rest.length > 1 ? memchr(d->rest.at + 1, '$', d->rest.length - 1) : NULL;
    const size_t length = end ? (size_t)(end - d->rest.at) + 1 : 1;
    buf_str(d->out, (struct str){d->rest.at, length});
    drop(d, length);
}

/* Signs of several characters, the longest first. */
static bool take_sign(struct decoding *d)
{
    static const struct symbol signs[] = {{"---", "—"}, {"--", "–"}, {"``", "“"}, {"''", "”"},
                                          {"~", " "},   {"{", ""},   {"}", ""}};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (next_is(d, signs[i].command)) {
            buf_text(d->out, signs[i].text);
            drop(d, strlen(signs[i].command));
            return true;
        }
    }
    return false;
}

void latex_plain(struct str source, struct buf *out, struct str *unknown)
{
    struct buf apart;
    buf_init(&apart, source.length * 4 + 16);
    struct decoding d = {source, &apart, unknown};
    while (d.rest.length > 0) {
        const char c = d.rest.at[0];
        if (c == '\\') {
            take_command(&d);
        } else if (char_is_white(c)) {
            put_space(&d);
            skip_white(&d);
        } else if (c == '$') {
            take_mathematics(&d);
        } else if (!take_sign(&d)) {
            buf_char(&apart, c);
            drop(&d, 1);
        }
    }
    compose(str_trim(buf_view(&apart)), out);
    out->failed = out->failed || apart.failed;
    buf_release(&apart);
}
