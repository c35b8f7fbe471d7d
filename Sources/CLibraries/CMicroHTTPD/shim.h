#pragma once
#include <stdarg.h>
#include <netinet/in.h>
#include <microhttpd.h>
