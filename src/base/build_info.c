/* What `toolkit --version` lists: the libraries linked in and the optional features. */
#include "base/context.h"

#include <stdio.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <archive.h>
#include <expat.h>
#include <pcre2.h>
#include <sqlite3.h>
#include <utf8proc.h>
#include <xxhash.h>

/* The version in a text such as "libarchive 3.6.2" or "expat_2.5.0". */
static const char *number_in(const char *text)
{
    return text + strcspn(text, "0123456789");
}

const char *tkit_build_info(tkit *tk)
{
    char pcre2[64] = "";
    uint32_t jit = 0;
    pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    pcre2_config(PCRE2_CONFIG_JIT, &jit);
    pcre2[strcspn(pcre2, " ")] = 0; /* the date follows */
    snprintf(tk->build_info, sizeof tk->build_info,
             "toolkit %s\nsqlite %s\npcre2 %s%s\nutf8proc %s\nlibarchive %s\nexpat %s\nxxhash %u.%u.%u\n"
#ifdef TKIT_HAVE_ICU
             "icu yes\n"
#else
             "icu no\n"
#endif
#ifdef TKIT_HAVE_UCHARDET
             "uchardet yes\n"
#else
             "uchardet no\n"
#endif
             ,
             tkit_version(), sqlite3_libversion(), pcre2, jit ? " with JIT" : "", utf8proc_version(),
             number_in(archive_version_string()), number_in(XML_ExpatVersion()), XXH_versionNumber() / 10000,
             XXH_versionNumber() / 100 % 100, XXH_versionNumber() % 100);
    return tk->build_info;
}
