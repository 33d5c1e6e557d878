/* Which language a text is in, by its script and its commonest words. Small and cautious: it says nothing rather than
 * something doubtful. */
#ifndef TOOLKIT_LOAD_LANGUAGE_H
#define TOOLKIT_LOAD_LANGUAGE_H

#include <stddef.h>

/* A BCP 47 code ("en", "zh"), NULL when it cannot tell. Looks at the first few kilobytes of valid UTF-8. */
const char *tkit_language_guess(const char *text, size_t length);

#endif
