#include "base/str.h"

int str_compare(struct str a, struct str b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;
    if (order != 0) {
        return order;
    }
    return (a.length > b.length) - (a.length < b.length);
}

struct str str_trim(struct str text)
{
    while (text.length > 0 && char_is_white(text.at[0])) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && char_is_white(text.at[text.length - 1])) {
        text.length--;
    }
    return text;
}

bool str_split(struct str *rest, char separator, struct str *part)
{
    *part = (struct str){NULL, 0};
    if (!rest->at) {
        return false;
    }
    const char *end = rest->length ? memchr(rest->at, separator, rest->length) : NULL;
    if (end) {
        *part = (struct str){rest->at, (size_t)(end - rest->at)};
        rest->at = end + 1;
        rest->length -= part->length + 1;
        return true;
    }
    *part = *rest;
    *rest = (struct str){NULL, 0};
    return part->length > 0;
}

unsigned long long str_hash(struct str text)
{
    unsigned long long hash = 14695981039346656037ULL;
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211ULL;
    }
    return hash;
}

bool str_is_name(struct str text)
{
    if (text.length == 0 || text.length > 63 || text.at[0] < 'a' || text.at[0] > 'z') {
        return false;
    }
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!fine) {
            return false;
        }
    }
    return true;
}
