#include "base/script.h"

#include "base/utf8.h"

enum script {
    LATIN,
    GREEK,
    CYRILLIC,
    ARMENIAN,
    HEBREW,
    ARABIC,
    DEVANAGARI,
    BENGALI,
    TAMIL,
    SINHALA,
    THAI,
    LAO,
    TIBETAN,
    MYANMAR,
    GEORGIAN,
    ETHIOPIC,
    KHMER,
    HANGUL,
    KANA,
    HAN,
    SCRIPT_COUNT
};

static const char *const codes[SCRIPT_COUNT] = {
    "Latn", "Grek", "Cyrl", "Armn", "Hebr", "Arab", "Deva", "Beng", "Taml", "Sinh",
    "Thai", "Laoo", "Tibt", "Mymr", "Geor", "Ethi", "Khmr", "Hang", "Jpan", "Hani",
};

/* In order of their first character. */
static const struct range {
    uint32_t first, last;
    enum script script;
} ranges[] = {
    {'A', 'Z', LATIN},          {'a', 'z', LATIN},          {0xC0, 0x24F, LATIN},
    {0x250, 0x2AF, LATIN},      {0x370, 0x3FF, GREEK},      {0x400, 0x52F, CYRILLIC},
    {0x531, 0x587, ARMENIAN},   {0x5D0, 0x5F2, HEBREW},     {0x620, 0x64A, ARABIC},
    {0x66E, 0x6D5, ARABIC},     {0x6EE, 0x6FF, ARABIC},     {0x750, 0x77F, ARABIC},
    {0x8A0, 0x8C9, ARABIC},     {0x904, 0x963, DEVANAGARI}, {0x971, 0x97F, DEVANAGARI},
    {0x985, 0x9E3, BENGALI},    {0xB83, 0xBD7, TAMIL},      {0xD85, 0xDC6, SINHALA},
    {0xE01, 0xE4E, THAI},       {0xE81, 0xEDF, LAO},        {0xF40, 0xFBC, TIBETAN},
    {0x1000, 0x109F, MYANMAR},  {0x10A0, 0x10FF, GEORGIAN}, {0x1100, 0x11FF, HANGUL},
    {0x1200, 0x139F, ETHIOPIC}, {0x1780, 0x17D3, KHMER},    {0x1C80, 0x1C88, CYRILLIC},
    {0x1C90, 0x1CBF, GEORGIAN}, {0x1E00, 0x1EFF, LATIN},    {0x1F00, 0x1FFF, GREEK},
    {0x2C60, 0x2C7F, LATIN},    {0x2D00, 0x2D2D, GEORGIAN}, {0x2DE0, 0x2DFF, CYRILLIC},
    {0x3041, 0x30FF, KANA},     {0x3400, 0x4DBF, HAN},      {0x4E00, 0x9FFF, HAN},
    {0xA640, 0xA69F, CYRILLIC}, {0xA720, 0xA7FF, LATIN},    {0xAC00, 0xD7A3, HANGUL},
    {0xF900, 0xFAFF, HAN},      {0xFB00, 0xFB06, LATIN},    {0xFB1D, 0xFB4F, HEBREW},
    {0xFB50, 0xFDFB, ARABIC},   {0xFE70, 0xFEFC, ARABIC},   {0xFF21, 0xFF5A, LATIN},
    {0x20000, 0x323AF, HAN},
};

static enum script script_at(uint32_t code)
{
    size_t from = 0, to = sizeof ranges / sizeof ranges[0];
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (code > ranges[middle].last) {
            from = middle + 1;
        } else if (code < ranges[middle].first) {
            to = middle;
        } else {
            return code == 0xD7 || code == 0xF7 ? SCRIPT_COUNT : ranges[middle].script;
        }
    }
    return SCRIPT_COUNT;
}

const char *script_of(struct str text)
{
    size_t counts[SCRIPT_COUNT + 1] = {0};
    enum script most = LATIN;
    for (size_t i = 0; i < text.length;) {
        unsigned size = 1;
        counts[script_at(utf8_decode(text.at + i, text.length - i, &size))]++;
        i += size;
    }
    if (counts[KANA] > 0) { /* Japanese is written with Han too */
        counts[KANA] += counts[HAN];
        counts[HAN] = 0;
    }
    for (enum script s = LATIN; s < SCRIPT_COUNT; s++) {
        most = counts[s] > counts[most] ? s : most;
    }
    return counts[most] > 0 ? codes[most] : NULL;
}

bool script_is_known(const char *code)
{
    for (size_t i = 0; i < SCRIPT_COUNT; i++) {
        if (strcmp(codes[i], code) == 0) {
            return true;
        }
    }
    return false;
}
