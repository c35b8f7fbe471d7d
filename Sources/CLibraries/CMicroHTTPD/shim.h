#pragma once
#include <stdarg.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <microhttpd.h>

/* A listening socket on a numeric IPv4 or IPv6 address; port 0 = any free one. Answers the socket, or -errno. */
static inline int hut_http_listen(const char *address, uint16_t port) {
  struct sockaddr_storage storage;
  memset(&storage, 0, sizeof storage);
  struct sockaddr_in *four = (struct sockaddr_in *)&storage;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)&storage;
  socklen_t size;
  if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    size = sizeof *four;
  } else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    size = sizeof *six;
  } else {
    return -EINVAL;
  }
  int s = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (s < 0) return -errno;
  int one = 1;
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (storage.ss_family == AF_INET6) {
    /* `::` answers IPv4 as well; any other address is itself alone. */
    int only = IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ? 0 : 1;
    setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  }
  if (bind(s, (struct sockaddr *)&storage, size) != 0 || listen(s, 1024) != 0) {
    int error = errno;
    close(s);
    return -error;
  }
  return s;
}

/* The port a listening socket got; 0 when unknown. */
static inline uint16_t hut_http_port(int listener) {
  struct sockaddr_storage storage;
  socklen_t size = sizeof storage;
  if (getsockname(listener, (struct sockaddr *)&storage, &size) != 0) return 0;
  if (storage.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&storage)->sin6_port);
  return ntohs(((struct sockaddr_in *)&storage)->sin_port);
}

/* glibc declares accept4 to GNU sources only. */
extern int hut_http_accept4(int listener, struct sockaddr *from, socklen_t *size, int flags) __asm__("accept4");

/* The next client in the queue of a listening socket, or -errno. */
static inline int hut_http_accept(int listener, struct sockaddr_storage *from, socklen_t *size) {
  int client = hut_http_accept4(listener, (struct sockaddr *)from, size, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return client < 0 ? -errno : client;
}

/* Targets and arguments stay as they were sent: they are decoded once, strictly, in Swift. */
static inline size_t hut_http_keep(void *context, struct MHD_Connection *c, char *text) {
  (void)context; (void)c;
  return strlen(text);
}

typedef void *(*hut_http_target)(void *context, const char *target, struct MHD_Connection *c);

/* MHD_start_daemon is variadic, which Swift cannot see. `connections`: the most that one thread has. */
static inline struct MHD_Daemon *hut_http_start(unsigned threads, unsigned connections, size_t memory,
    unsigned timeout, hut_http_target target, MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed, MHD_NotifyConnectionCallback changed, void *context) {
  return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0,
    NULL, NULL, handler, context, MHD_OPTION_THREAD_POOL_SIZE, threads,
    MHD_OPTION_CONNECTION_LIMIT, connections * threads, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory,
    MHD_OPTION_CONNECTION_TIMEOUT, timeout, MHD_OPTION_STRICT_FOR_CLIENT, 1,
    MHD_OPTION_UNESCAPE_CALLBACK, hut_http_keep, NULL,
    MHD_OPTION_URI_LOG_CALLBACK, target, context,
    MHD_OPTION_NOTIFY_CONNECTION, changed, context,
    MHD_OPTION_NOTIFY_COMPLETED, completed, context, MHD_OPTION_END);
}

/* MHD's closed enums import awkwardly; these keep them out of Swift. */
static inline enum MHD_Result hut_http_yes(void) { return MHD_YES; }
static inline enum MHD_Result hut_http_no(void) { return MHD_NO; }
static inline int hut_http_has_ended(enum MHD_ConnectionNotificationCode code) {
  return code == MHD_CONNECTION_NOTIFY_CLOSED;
}
static inline struct MHD_Response *hut_http_response(const void *bytes, size_t size) {
  return MHD_create_response_from_buffer(size, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}
static inline void hut_http_header(struct MHD_Response *r, const char *name, const char *value) {
  MHD_add_response_header(r, name, value);
}
static inline int hut_http_queue(struct MHD_Connection *c, unsigned status, struct MHD_Response *r) {
  int done = MHD_queue_response(c, status, r) == MHD_YES;
  MHD_destroy_response(r);
  return done;
}
typedef enum MHD_Result (*hut_http_each)(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
    const char *value, size_t value_size);
/* Every header line in order, also when a name comes twice. */
static inline void hut_http_headers(struct MHD_Connection *c, hut_http_each each, void *context) {
  MHD_get_connection_values_n(c, MHD_HEADER_KIND, each, context);
}
/* The client's address: 4 or 16 bytes into `out`; answers the count, 0 when unknown. */
static inline int hut_http_client(struct MHD_Connection *c, unsigned char *out) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!info || !info->client_addr) return 0;
  if (info->client_addr->sa_family == AF_INET) {
    memcpy(out, &((struct sockaddr_in *)info->client_addr)->sin_addr, 4);
    return 4;
  }
  if (info->client_addr->sa_family == AF_INET6) {
    memcpy(out, &((struct sockaddr_in6 *)info->client_addr)->sin6_addr, 16);
    return 16;
  }
  return 0;
}
