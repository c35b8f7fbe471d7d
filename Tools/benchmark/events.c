/* events FOLDER… : bare libyaml events over the text of every .yaml in the folders, in memory, best of three.
   Prints files, bytes, events, CPU seconds. The yardstick for checking and compiling the same text. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <yaml.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct text { unsigned char *bytes; size_t length; };

static long parse(const struct text *text) {
  yaml_parser_t parser;
  yaml_event_t event;
  long count = 0;
  int is_last = 0;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, text->bytes, text->length);
  while (!is_last) {
    if (!yaml_parser_parse(&parser, &event)) { fprintf(stderr, "%s\n", parser.problem); exit(2); }
    count++;
    is_last = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return count;
}

static struct text *texts;
static size_t files, room, bytes;

static int gather(const char *path_of_folder) {
  DIR *folder = opendir(path_of_folder);
  if (!folder) { perror(path_of_folder); return 2; }
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (!strstr(entry->d_name, ".yaml")) continue;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", path_of_folder, entry->d_name);
    FILE *file = fopen(path, "rb");
    if (!file) { perror(path); return 2; }
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    if (files == room) texts = realloc(texts, (room = room ? room * 2 : 1024) * sizeof *texts);
    texts[files].bytes = malloc((size_t)length + 1);
    texts[files].length = fread(texts[files].bytes, 1, (size_t)length, file);
    bytes += texts[files++].length;
    fclose(file);
  }
  closedir(folder);
  return 0;
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) if (gather(arguments[i])) return 2;
  if (!files) return 2;
  double best = 1e9;
  long events = 0;
  for (int round = 0; round < 3; round++) {
    double start = now();
    events = 0;
    for (size_t i = 0; i < files; i++) events += parse(&texts[i]);
    if (now() - start < best) best = now() - start;
  }
  printf("%zu %zu %ld %.6f\n", files, bytes, events, best);
  return 0;
}
