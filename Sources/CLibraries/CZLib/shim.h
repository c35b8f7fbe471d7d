#pragma once
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <zlib.h>

// Bytes as a gzip member (RFC 1952) of at most `room` bytes; 0 when it does not fit or memory is short. The macro that
// begins it is one that Swift does not see. It holds no time, so that the same bytes give the same member.
static inline size_t hut_gzip(const void *bytes, size_t count, void *out, size_t room) {
  if (count > UINT_MAX || room > UINT_MAX) return 0;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
  stream.next_in = (Bytef *)(size_t)bytes;
  stream.avail_in = (uInt)count;
  stream.next_out = (Bytef *)out;
  stream.avail_out = (uInt)room;
  int end = deflate(&stream, Z_FINISH);
  size_t made = room - stream.avail_out;
  deflateEnd(&stream);
  return end == Z_STREAM_END ? made : 0;
}
