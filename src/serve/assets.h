/* The files of web/ as they are built into the program (tools/embed). */
#ifndef SERVE_ASSETS_H
#define SERVE_ASSETS_H

#include <stddef.h>

extern const char asset_style_css[];
extern const size_t asset_style_css_length;
extern const char asset_review_js[];
extern const size_t asset_review_js_length;
extern const char asset_edit_js[];
extern const size_t asset_edit_js_length;
extern const char asset_search_js[];
extern const size_t asset_search_js_length;
extern const char asset_schemas_json[];
extern const size_t asset_schemas_json_length;

#endif
