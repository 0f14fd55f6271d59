-- What was said and answered, by words that server/records/search makes; the texts themselves stay in `conversations`.
-- The tokenizer only cuts at spaces: other signs never get into the words. `rowid` is the id in `conversations`.
-- Without places in the text the index stays smaller than the text.
CREATE VIRTUAL TABLE `turn_search` USING fts5(words, content='', contentless_delete=1, detail='none', tokenize='ascii');
