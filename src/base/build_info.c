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

const char *tkit_build_info(tkit *tk)
{
    char pcre2[64] = "";
    pcre2_config(PCRE2_CONFIG_VERSION, pcre2);
    snprintf(tk->build_info, sizeof tk->build_info,
             "toolkit %s\nsqlite %s\npcre2 %s\nutf8proc %s\nlibarchive %s\nexpat %s\nxxhash %u\n"
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
             tkit_version(), sqlite3_libversion(), pcre2, utf8proc_version(), archive_version_string(),
             XML_ExpatVersion(), XXH_versionNumber());
    return tk->build_info;
}
