#pragma once
#include <malloc.h>
#include <stddef.h>
#include <string.h>
#include <png.h>
#include <turbojpeg.h>

// Macros of libpng that Swift does not see.
static inline int hut_png_begin(png_image *image, const void *bytes, size_t size) {
  memset(image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  return png_image_begin_read_from_memory(image, bytes, size);
}

// Three bytes a pixel on white ground.
static inline int hut_png_finish(png_image *image, unsigned char *pixels) {
  png_color white = {255, 255, 255};
  image->format = PNG_FORMAT_RGB;
  return png_image_finish_read(image, &white, pixels, 0, NULL);
}

// Memory that a picture took goes back to the machine.
static inline void hut_give_back(void) { malloc_trim(0); }
