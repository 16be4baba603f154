/* web/report.css as it is built into the program (tools/embed). */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include <stddef.h>

extern const char asset_report_css[];
extern const size_t asset_report_css_length;

#endif
