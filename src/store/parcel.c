/* Parcels of documents: see parcel.h. */
#include "store/parcel.h"

enum { READ_AHEAD = 16 /* bytes that making a key reads behind a form */ };

void tkit_parcel_init(struct tkit_parcel *parcel, tkit *tk)
{
    *parcel = (struct tkit_parcel){0};
    tkit_buffer_init(&parcel->text, tk);
}

void tkit_parcel_free(struct tkit_parcel *parcel, tkit *tk)
{
    tkit_buffer_free(&parcel->text);
    tkit_free(tk, parcel->texts, parcel->texts_capacity * sizeof *parcel->texts);
    tkit_free(tk, parcel->starts, parcel->starts_capacity * sizeof *parcel->starts);
    tkit_free(tk, parcel->batches, parcel->batches_capacity * sizeof *parcel->batches);
    tkit_free(tk, parcel->documents, parcel->documents_capacity * sizeof *parcel->documents);
    tkit_free(tk, parcel->sentences, parcel->sentences_capacity * sizeof *parcel->sentences);
}

void tkit_parcel_start(struct tkit_parcel *parcel)
{
    tkit_buffer_clear(&parcel->text);
    parcel->weight = parcel->text_count = parcel->start_count = 0;
    parcel->reader = NULL;
    parcel->batch_count = parcel->document_count = parcel->sentence_count = 0;
}

int tkit_parcel_copy(struct tkit_parcel *parcel, const char *text, size_t length, const uint32_t *starts,
                     size_t sentences)
{
    tkit *tk = parcel->text.tk;
    int rc = tkit_reserve(tk, (void **)&parcel->texts, &parcel->texts_capacity, parcel->text_count + 1,
                          sizeof *parcel->texts);
    if (rc == TKIT_OK)
        rc = tkit_reserve(tk, (void **)&parcel->starts, &parcel->starts_capacity, parcel->start_count + sentences,
                          sizeof *parcel->starts);
    char *room = rc == TKIT_OK ? tkit_buffer_room(&parcel->text, length + READ_AHEAD) : NULL;
    if (!room)
        return rc ? rc : tkit_buffer_status(&parcel->text);
    parcel->texts[parcel->text_count++] = (struct tkit_parcel_text){parcel->text.size, length, sentences};
    if (length)
        memcpy(room, text, length);
    memset(room + length, 0, READ_AHEAD);
    parcel->text.size += length + READ_AHEAD;
    if (sentences)
        memcpy(parcel->starts + parcel->start_count, starts, sentences * sizeof *starts);
    parcel->start_count += sentences;
    return TKIT_OK;
}
