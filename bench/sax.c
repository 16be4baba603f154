/*
 * The yardstick of `make bench`: a bare libxml2 SAX2 push parse that only counts elements, with nothing kept. What our
 * import takes is printed as a multiple of it, so that the figure means the same on a slow and on a fast machine.
 */
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

static void count_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int ns_count,
                          const xmlChar **ns, int attribute_count, int defaulted, const xmlChar **attributes)
{
    (void)name, (void)prefix, (void)uri, (void)ns_count, (void)ns, (void)attribute_count, (void)defaulted, (void)attributes;
    (*(unsigned long long *)context)++;
}

int main(int count, char **words)
{
    static char block[65536];
    unsigned long long elements = 0;
    xmlSAXHandler handler;
    FILE *file = count == 2 ? fopen(words[1], "rb") : NULL;
    if (!file) {
        (void)fprintf(stderr, "usage: bench_sax FILE.xml\n");
        return 2;
    }
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = count_element;
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, &elements, NULL, 0, NULL);
    size_t got = 0;
    while (parser && (got = fread(block, 1, sizeof block, file)) > 0) {
        (void)xmlParseChunk(parser, block, (int)got, 0);
    }
    int result = parser ? xmlParseChunk(parser, block, 0, 1) : 1;
    xmlFreeParserCtxt(parser);
    (void)fclose(file);
    (void)printf("%llu elements\n", elements);
    return result;
}
