/* Exports as XML: the root around the trees of the records. */
#include "text/xml_write.h"
#include "write/export_build.h"

enum status export_begin(struct arena *arena, const struct export_options *options, struct buf *out,
                         struct failure *why)
{
    const struct export *export = options->export;
    struct xml_node root = {.name = export->root, .space = ""};
    struct building b = {
        .arena = arena, .options = options, .export = export, .why = why, .top = &root};
    if (export->type != EXPORT_XML) {
        return STATUS_OK;
    }
    TRY(build_constants(&b, &root, export->root_set, export->root_set_count));
    buf_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
    buf_text(out, export->root);
    if (export->space[0]) {
        xml_write_attribute(out, "xmlns", str_of(export->space));
    }
    for (const struct xml_attribute *a = root.attributes; a; a = a->next) {
        xml_write_attribute(out, a->name, a->value);
    }
    buf_text(out, ">\n");
    return STATUS_OK;
}

void export_write(const struct export_options *options, const struct xml_node *tree,
                  struct buf *out)
{
    switch (options->export->type) {
    case EXPORT_XML:
        xml_write_tree(out, tree, options->export->space, 1);
        return;
    case EXPORT_RIS:
        export_write_ris(tree, out);
        return;
    case EXPORT_BIBTEX:
        export_write_bibtex(tree, out);
        return;
    }
}

void export_end(const struct export_options *options, struct buf *out)
{
    if (options->export->type == EXPORT_XML) {
        buf_printf(out, "</%s>\n", options->export->root);
    }
}
