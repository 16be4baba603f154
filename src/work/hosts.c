#include "work/hosts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define LINE_LIMIT 512 /* bytes, with its end and a NUL */

static enum status add(struct arena *arena, struct hosts *hosts, struct str name,
                       struct failure *why)
{
    const char **names =
        arena_grow(arena, hosts->names, hosts->count, &hosts->capacity, sizeof *names);
    char *copy = arena_copy(arena, name);
    if (!names || !copy) {
        return fail_memory(why);
    }
    for (char *at = copy; *at; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    }
    hosts->names = names;
    names[hosts->count++] = copy;
    return STATUS_OK;
}

static bool is_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr(".-:[]", c);
}

static bool is_host(struct str name)
{
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == '\0' || !is_host_char(name.at[i])) {
            return false;
        }
    }
    return name.length > 0 && name.length < 256;
}

static enum status take_line(struct arena *arena, struct hosts *hosts, char *text, unsigned number,
                             struct failure *why)
{
    text[strcspn(text, "#")] = '\0';
    const struct str name = str_trim(str_of(text));
    if (name.length > 0 && !is_host(name)) {
        return fail(why, STATUS_INPUT,
                    "%s:%u: this is no host. Write HOST or HOST:PORT, without https:// and "
                    "without a path.",
                    hosts->file, number);
    }
    return name.length > 0 ? add(arena, hosts, name, why) : STATUS_OK;
}

enum status hosts_load(struct arena *arena, const char *path, struct hosts *hosts,
                       struct failure *why)
{
    char text[LINE_LIMIT];
    enum status status = STATUS_OK;
    FILE *file = fopen(path, "rb");
    *hosts = (struct hosts){.file = path};
    if (!file) {
        return fail(why, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO,
                    "%s: cannot be opened: %s. Name the file with one allowed host a line.", path,
                    strerror(errno));
    }
    for (unsigned number = 1; status == STATUS_OK && fgets(text, sizeof text, file); number++) {
        /* The rest of such a line would be taken for a line: a comment for a host. */
        status = strchr(text, '\n') || feof(file)
                     ? take_line(arena, hosts, text, number, why)
                     : fail(why, STATUS_INPUT,
                            "%s:%u: the line is longer than %d bytes, or no text. Shorten it.",
                            path, number, LINE_LIMIT - 2);
    }
    if (status == STATUS_OK && ferror(file)) {
        status = fail(why, STATUS_IO, "%s: cannot be read.", path);
    }
    (void)fclose(file);
    return status;
}

bool host_is_loopback(const char *host)
{
    unsigned parts[4];
    char rest = '\0';
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (sscanf(host, "%u.%u.%u.%u%c", &parts[0], &parts[1], &parts[2], &parts[3], &rest) == 4 &&
            parts[0] == 127);
}

/* "host", "host:port", "[::1]:port". */
static bool fits(const char *listed, const struct place *place)
{
    char whole[300], bare[300];
    const bool six = strchr(place->host, ':') != NULL;
    const unsigned usual = place->secure ? 443 : 80;
    (void)snprintf(bare, sizeof bare, "%s%s%s", six ? "[" : "", place->host, six ? "]" : "");
    (void)snprintf(whole, sizeof whole, "%.270s:%u", bare, place->port);
    return strcmp(listed, whole) == 0 ||
           (place->port == usual &&
            (strcmp(listed, bare) == 0 || strcmp(listed, place->host) == 0));
}

enum status hosts_check(const struct hosts *hosts, const struct place *place, struct failure *why)
{
    bool listed = false;
    for (size_t i = 0; i < hosts->count && !listed; i++) {
        listed = fits(hosts->names[i], place);
    }
    if (!place->secure && !host_is_loopback(place->host)) {
        return fail(why, STATUS_USAGE,
                    "http://%s is not encrypted and is refused. Use the https address.",
                    place->host);
    }
    if (listed) {
        return STATUS_OK;
    }
    return hosts->file
               ? fail(why, STATUS_USAGE,
                      "The host %s (port %u) is not listed in %s. Add a line with it when it may "
                      "be connected to.",
                      place->host, place->port, hosts->file)
               : fail(why, STATUS_USAGE,
                      "No host is allowed: the program connects to none that is not listed. Write "
                      "%s into a file, and name it with --allow FILE or in CROSSCUT_ALLOW.",
                      place->host);
}
