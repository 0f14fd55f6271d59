-- What a person spoke last was read from their turns; now it is a setting of theirs, which programs with a token leave alone.
INSERT INTO `user_settings` (`user_id`, `key`, `value`)
SELECT `user_id`, 'spokenLanguage', json_quote(`language`)
FROM `turn_details` AS `newest`
WHERE `conversation_id` = (SELECT max(`conversation_id`) FROM `turn_details` WHERE `user_id` = `newest`.`user_id`)
ON CONFLICT DO NOTHING;
