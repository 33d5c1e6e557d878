/* stats.h: measures of association, keyness, dispersion, diversity, similarity. */
#ifndef TOOLKIT_STATS_H
#define TOOLKIT_STATS_H

#include <toolkit/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
