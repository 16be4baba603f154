#include "serve/gzip.h"

#include <zlib.h>

#define GZIP_LEAST 860 /* bytes; what is smaller fits one packet anyhow */

bool gzip_pack(struct buf *body)
{
    z_stream stream = {0};
    struct buf packed;
    if (body->length < GZIP_LEAST ||
        deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return false;
    }
    buf_init(&packed, body->limit);
    const uLong bound = deflateBound(&stream, (uLong)body->length);
    char *to = buf_reserve(&packed, bound);
    bool done = false;
    if (to) {
        stream.next_in = (unsigned char *)body->at;
        stream.avail_in = (uInt)body->length;
        stream.next_out = (unsigned char *)to;
        stream.avail_out = (uInt)bound;
        done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
        packed.length += stream.total_out;
    }
    (void)deflateEnd(&stream);
    if (!done || packed.length >= body->length) {
        buf_release(&packed);
        return false;
    }
    buf_release(body);
    *body = packed;
    return true;
}
