/* Model files: loading, checking, writing. See model.h for the layout. */
#include "nlp/model.h"

#include "nlp/score.h"

#include <stdio.h>
#include <xxhash.h>

enum { FIXED_BYTES = 32, SECTION_ALIGN = 64 };
static const char magic[8] = {'T', 'K', 'I', 'T', 'M', 'D', 'L', '\n'};

static uint64_t little_endian(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes; i > 0; i--) value = value << 8 | at[i - 1];
    return value;
}

/* ---- identity ---- */

/* The value of a line "key: value" of the header. */
static void copy_note(const char *header, const char *key, char *out, size_t room)
{
    size_t n = strlen(key), used = 0;
    while (header && !(strncmp(header, key, n) == 0 && header[n] == ':')) {
        header = strchr(header, '\n');
        if (header)
            header++;
    }
    const char *value = header ? header + n + 1 : "";
    value += *value == ' '; /* a damaged header may end behind the colon */
    for (; *value && *value != '\n' && used + 1 < room; value++) out[used++] = *value;
    out[used] = 0;
}

void tkit_model_identify(const tkit_model *model, tkit_model_identity *out)
{
    const char *header = tkit_model_header(model);
    copy_note(header, "kind", out->kind, sizeof out->kind);
    copy_note(header, "version", out->version, sizeof out->version);
    snprintf(out->hash, sizeof out->hash, "%016llx", (unsigned long long)little_endian(model->bytes + 24, 8));
}

/* ---- loading ---- */

static int refuse(tkit *tk, const char *name, const char *why)
{
    return tkit_fail(tk, TKIT_ECORRUPT, "%s: %s", name, why);
}

static int check(tkit *tk, const char *name, const unsigned char *bytes, size_t size)
{
    if (size < FIXED_BYTES || memcmp(bytes, magic, sizeof magic) != 0)
        return refuse(tk, name, "not a toolkit model");
    if (little_endian(bytes + 8, 4) != MODEL_VERSION)
        return tkit_fail(tk, TKIT_EUNSUPPORTED, "%s: a model of layout %u; this library reads %u", name,
                         (unsigned)little_endian(bytes + 8, 4), (unsigned)MODEL_VERSION);
    uint64_t declared = little_endian(bytes + 16, 8), sections = little_endian(bytes + 12, 4);
    if (declared > size)
        return tkit_fail(tk, TKIT_ECORRUPT, "%s: truncated model: %llu of %llu bytes", name,
                         (unsigned long long)size, (unsigned long long)declared);
    if (declared < size)
        return refuse(tk, name, "bytes behind the end of the model");
    if (XXH3_64bits(bytes + FIXED_BYTES, size - FIXED_BYTES) != little_endian(bytes + 24, 8))
        return refuse(tk, name, "damaged model: its checksum does not agree");
    if (!sections || sections > MODEL_SECTIONS || FIXED_BYTES + sections * sizeof(struct model_section) > size)
        return refuse(tk, name, "damaged model: its table of sections");
    return TKIT_OK;
}

static int check_sections(const tkit_model *m, const char *name)
{
    for (uint32_t i = 0; i < m->section_count; i++) {
        const struct model_section *s = &m->sections[i];
        if (s->offset > m->size || s->size > m->size - s->offset || s->offset % SECTION_ALIGN != 0)
            return refuse(m->tk, name, "damaged model: a section lies outside the file");
    }
    return TKIT_OK;
}

/* The bytes of a section; NULL and 0 when there is none. */
static const void *section_of(const tkit_model *m, const char *name, size_t *size)
{
    for (uint32_t i = 0; i < m->section_count; i++)
        if (strncmp(m->sections[i].name, name, sizeof m->sections[i].name) == 0) {
            *size = (size_t)m->sections[i].size;
            return m->bytes + m->sections[i].offset;
        }
    *size = 0;
    return NULL;
}

int tkit_model_load(tkit *tk, const char *name, const void *bytes, size_t size, tkit_model **out)
{
    *out = NULL;
    int code = check(tk, name, bytes, size);
    if (code)
        return code;
    const uint16_t one = 1;
    if (*(const unsigned char *)&one != 1)
        return tkit_fail(tk, TKIT_EUNSUPPORTED, "%s: models need a little-endian machine", name);
    tkit_model *m = tkit_calloc(tk, 1, sizeof *m);
    if (!m)
        return tkit_fail_nomem(tk);
    *m = (tkit_model){.tk = tk, .bytes = bytes, .size = size};
    if ((uintptr_t)bytes % sizeof(uint64_t)) {
        m->copy = tkit_alloc(tk, size);
        if (!m->copy) {
            tkit_model_free(m);
            return tkit_fail_nomem(tk);
        }
        memcpy(m->copy, bytes, size);
        m->bytes = m->copy;
    }
    m->section_count = (uint32_t)little_endian(m->bytes + 12, 4);
    m->sections = (const void *)(m->bytes + FIXED_BYTES);
    code = check_sections(m, name);
    size_t header_size = 0;
    const char *header = code ? NULL : section_of(m, "HEADER", &header_size);
    if (!code && !header)
        code = refuse(tk, name, "damaged model: no header");
    if (!code) {
        m->header_size = header_size + 1;
        m->header = tkit_strndup(tk, header, header_size);
        if (!m->header)
            code = tkit_fail_nomem(tk);
    }
    if (code) {
        tkit_model_free(m);
        return code;
    }
    *out = m;
    return TKIT_OK;
}

void tkit_model_free(tkit_model *m)
{
    if (!m)
        return;
    tkit_free(m->tk, m->copy, m->size);
    tkit_free(m->tk, m->header, m->header_size);
    tkit_free(m->tk, m, sizeof *m);
}

const char *tkit_model_header(const tkit_model *model)
{
    return model->header;
}

int tkit_model_need(const tkit_model *m, const char *name, size_t unit, const void **data, size_t *count)
{
    size_t size;
    *data = section_of(m, name, &size);
    *count = size / unit;
    if (!*data || size % unit)
        return tkit_fail(m->tk, TKIT_ECORRUPT, "damaged model: section %s is missing or has a broken size", name);
    return TKIT_OK;
}

int tkit_model_expect(const tkit_model *m, const char *kind)
{
    size_t size = strlen(kind);
    if (strncmp(m->header, "kind: ", 6) == 0 && strncmp(m->header + 6, kind, size) == 0 && m->header[6 + size] == '\n')
        return TKIT_OK;
    const char *end = strchr(m->header, '\n');
    return tkit_fail(m->tk, TKIT_EINVALID, "a model of kind '%.*s' where '%s' is needed",
                     end ? (int)(end - m->header > 6 ? end - m->header - 6 : 0) : 0, m->header + (end ? 6 : 0), kind);
}

int tkit_model_strings(const tkit_model *m, const char *name, struct model_strings *out)
{
    const void *data;
    size_t size;
    *out = (struct model_strings){0};
    int code = tkit_model_need(m, name, 1, &data, &size);
    if (code)
        return code;
    const char *text = data;
    if (!size || text[size - 1])
        return tkit_fail(m->tk, TKIT_ECORRUPT, "damaged model: section %s is no list of strings", name);
    uint32_t count = 0;
    for (size_t i = 0; i < size; i++) count += !text[i];
    out->at = tkit_alloc(m->tk, count * sizeof *out->at);
    if (!out->at)
        return tkit_fail_nomem(m->tk);
    for (size_t i = 0; i < size; i += strlen(text + i) + 1) out->at[out->count++] = text + i;
    return TKIT_OK;
}

void tkit_model_strings_free(tkit *tk, struct model_strings *s)
{
    tkit_free(tk, s->at, s->count * sizeof *s->at);
    *s = (struct model_strings){0};
}

/* ---- writing ---- */

void tkit_model_writer_init(struct model_writer *w, tkit *tk, const char *kind)
{
    *w = (struct model_writer){.tk = tk};
    tkit_buffer_init(&w->header, tk);
    tkit_buffer_init(&w->body, tk);
    tkit_buffer_printf(&w->header, "kind: %s\n", kind);
}

void tkit_model_writer_note(struct model_writer *w, const char *key, const char *format, ...)
{
    char line[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (char *c = line; *c; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    tkit_buffer_printf(&w->header, "%s: %s\n", key, line);
}

void tkit_model_writer_section(struct model_writer *w, const char *name, const void *data, size_t size)
{
    static const char zeros[SECTION_ALIGN];
    if (w->count + 1 >= MODEL_SECTIONS) { /* one place is HEADER's */
        w->body.failed = true;
        return;
    }
    struct model_section *s = &w->sections[w->count++];
    *s = (struct model_section){.offset = w->body.size, .size = size};
    memcpy(s->name, name, strlen(name) < sizeof s->name ? strlen(name) : sizeof s->name);
    tkit_buffer_add(&w->body, data, size);
    tkit_buffer_add(&w->body, zeros, (SECTION_ALIGN - w->body.size % SECTION_ALIGN) % SECTION_ALIGN);
}

static void put(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) at[i] = (unsigned char)(value >> (8 * i));
}

int tkit_model_writer_finish(struct model_writer *w, tkit_buffer *out)
{
    static const char zeros[SECTION_ALIGN];
    size_t base = out->size, table = FIXED_BYTES + (w->count + 1) * sizeof(struct model_section);
    size_t header_at = (table + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN;
    size_t body_at = (header_at + w->header.size + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN;
    unsigned char fixed[FIXED_BYTES];
    memcpy(fixed, magic, sizeof magic);
    put(fixed + 8, MODEL_VERSION, 4);
    put(fixed + 12, w->count + 1, 4);
    put(fixed + 16, body_at + w->body.size, 8);
    tkit_buffer_add(out, fixed, sizeof fixed);
    struct model_section header = {.name = "HEADER", .offset = header_at, .size = w->header.size};
    tkit_buffer_add(out, &header, sizeof header);
    for (uint32_t i = 0; i < w->count; i++) {
        w->sections[i].offset += body_at;
        tkit_buffer_add(out, &w->sections[i], sizeof w->sections[i]);
    }
    tkit_buffer_add(out, zeros, header_at - table);
    tkit_buffer_add(out, w->header.data, w->header.size);
    tkit_buffer_add(out, zeros, body_at - header_at - w->header.size);
    tkit_buffer_add(out, w->body.data, w->body.size);
    bool failed = w->header.failed || w->body.failed || out->failed;
    if (!failed)
        put((unsigned char *)out->data + base + 24,
            XXH3_64bits(out->data + base + FIXED_BYTES, out->size - base - FIXED_BYTES), 8);
    tkit_model_writer_free(w);
    return failed ? tkit_fail_nomem(out->tk) : TKIT_OK;
}

int tkit_model_with_note(const tkit_model *m, const char *key, const char *value, tkit_buffer *out)
{
    struct model_writer w = {.tk = m->tk};
    tkit_buffer_init(&w.header, m->tk);
    tkit_buffer_init(&w.body, m->tk);
    tkit_buffer_puts(&w.header, m->header);
    tkit_model_writer_note(&w, key, "%s", value);
    for (uint32_t i = 0; i < m->section_count; i++) {
        char name[sizeof m->sections[i].name + 1] = {0};
        memcpy(name, m->sections[i].name, sizeof m->sections[i].name);
        if (strcmp(name, "HEADER") != 0)
            tkit_model_writer_section(&w, name, m->bytes + m->sections[i].offset, (size_t)m->sections[i].size);
    }
    return tkit_model_writer_finish(&w, out);
}

void tkit_model_writer_free(struct model_writer *w)
{
    tkit_buffer_free(&w->header);
    tkit_buffer_free(&w->body);
}
