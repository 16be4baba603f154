/* The shapes of countries as tools/make_world_map makes them; private to this room. */
#ifndef WRITE_MAP_DATA_H
#define WRITE_MAP_DATA_H

#include <stddef.h>

struct map_place {
    const char *code; /* ISO 3166-1 alpha-2, or XK */
    int x, y;         /* its middle */
    int box[4];       /* left, top, right, bottom */
    const char *path; /* of an SVG <path>; NULL: too small to be drawn, a dot */
};

extern const struct map_place map_places[]; /* in order of codes */
extern const size_t map_place_count;
extern const int map_width, map_height; /* of the world, in the units of the paths */

#endif
