#pragma once
#include <stdint.h>
#include <string.h>
#include <curl/curl.h>

/* Where a reply goes: `bytes` has room for `most`. */
struct hut_curl_reply {
  uint8_t *bytes;
  size_t size;
  size_t most;
  int is_too_large;
  long status;
};

static size_t hut_curl_take(char *data, size_t one, size_t count, void *user) {
  struct hut_curl_reply *reply = (struct hut_curl_reply *)user;
  size_t more = one * count;
  if (more > reply->most - reply->size) {
    reply->is_too_large = 1;
    return 0;
  }
  memcpy(reply->bytes + reply->size, data, more);
  reply->size += more;
  return more;
}

/* One exchange over a connection of its own. The host is never looked up here: `pinned` (HOST:PORT:ADDRESS,…) says where
   it is, or the address has none. No redirect is followed, no proxy of the environment used, nothing unpacked. */
static inline CURLcode hut_curl_exchange(
  const char *url, const char *pinned, const char *method, struct curl_slist *headers, const uint8_t *body,
  size_t size, long milliseconds, struct hut_curl_reply *reply
) {
  CURL *curl = curl_easy_init();
  if (!curl) return CURLE_OUT_OF_MEMORY;
  struct curl_slist *hosts = pinned ? curl_slist_append(NULL, pinned) : NULL;
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_RESOLVE, hosts);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hut_curl_take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, reply);
  if (body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  }
  CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
  curl_easy_cleanup(curl);
  curl_slist_free_all(hosts);
  return code;
}

static inline int hut_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }
