ALTER TABLE `audit_log` ADD `subject_user_id` integer;--> statement-breakpoint
ALTER TABLE `audit_log` ADD `outcome` text DEFAULT 'allowed' NOT NULL;--> statement-breakpoint
ALTER TABLE `audit_log` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `audit_log` ADD `times` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `audit_log` ADD `last_at` integer;--> statement-breakpoint
CREATE INDEX `audit_log_entity_idx` ON `audit_log` (`entity`,`entity_id`);--> statement-breakpoint
CREATE INDEX `audit_log_actor_idx` ON `audit_log` (`actor_user_id`);--> statement-breakpoint
CREATE INDEX `audit_log_subject_idx` ON `audit_log` (`subject_user_id`);--> statement-breakpoint
CREATE INDEX `audit_log_action_idx` ON `audit_log` (`action`);--> statement-breakpoint
-- Why a consent ended is one of our own words; a reason that an administrator wrote (`consent.decide`) goes below.
UPDATE `audit_log` SET `after` = json_set(`after`, '$.endReason', `after` ->> '$.reason')
WHERE `action` IN ('consent.end', 'consent.void') AND `after` ->> '$.reason' IS NOT NULL;--> statement-breakpoint
-- Rows held names and texts of people; now they hold the fields of lib/audit/kept-fields alone, as of this migration.
UPDATE `audit_log` SET `before` = (
  SELECT '{' || ifnull(group_concat(json_quote(`field`.`key`) || ':' || CASE
    WHEN `field`.`type` IN ('true', 'false', 'null') THEN `field`.`type`
    WHEN `field`.`type` IN ('object', 'array') THEN `field`.`value`
    ELSE json_quote(`field`.`value`) END), '') || '}'
  FROM json_each(`audit_log`.`before`) AS `field`
  WHERE instr(CASE `audit_log`.`entity`
    WHEN 'user' THEN ',id,role,loginEpoch,disabledAt,createdAt,'
    WHEN 'token' THEN ',id,userId,createdAt,lastUsedAt,revokedAt,'
    WHEN 'voice' THEN ',language,visibility,referenceSha256,state,replies,'
    WHEN 'consent' THEN ',profileId,ceremonyId,language,referenceSha256,evidenceSha256,status,scores,endReason,'
    WHEN 'lexicon' THEN ',version,added,removed,'
    WHEN 'quality_tag' THEN ',id,createdAt,retiredAt,'
    WHEN 'candidate_server' THEN ',id,role,createdAt,removedAt,'
    WHEN 'replay_set' THEN ',id,version,createdAt,runs,'
    WHEN 'replay_run' THEN ',id,setId,setVersion,state,'
    WHEN 'conversation' THEN ',ownerUserId,turns,from,to,scope,'
    ELSE ',' END, ',' || `field`.`key` || ',') > 0
) WHERE `before` IS NOT NULL AND `entity` <> 'house_setting';--> statement-breakpoint
UPDATE `audit_log` SET `after` = (
  SELECT '{' || ifnull(group_concat(json_quote(`field`.`key`) || ':' || CASE
    WHEN `field`.`type` IN ('true', 'false', 'null') THEN `field`.`type`
    WHEN `field`.`type` IN ('object', 'array') THEN `field`.`value`
    ELSE json_quote(`field`.`value`) END), '') || '}'
  FROM json_each(`audit_log`.`after`) AS `field`
  WHERE instr(CASE `audit_log`.`entity`
    WHEN 'user' THEN ',id,role,loginEpoch,disabledAt,createdAt,'
    WHEN 'token' THEN ',id,userId,createdAt,lastUsedAt,revokedAt,'
    WHEN 'voice' THEN ',language,visibility,referenceSha256,state,replies,'
    WHEN 'consent' THEN ',profileId,ceremonyId,language,referenceSha256,evidenceSha256,status,scores,endReason,'
    WHEN 'lexicon' THEN ',version,added,removed,'
    WHEN 'quality_tag' THEN ',id,createdAt,retiredAt,'
    WHEN 'candidate_server' THEN ',id,role,createdAt,removedAt,'
    WHEN 'replay_set' THEN ',id,version,createdAt,runs,'
    WHEN 'replay_run' THEN ',id,setId,setVersion,state,'
    WHEN 'conversation' THEN ',ownerUserId,turns,from,to,scope,'
    ELSE ',' END, ',' || `field`.`key` || ',') > 0
) WHERE `after` IS NOT NULL AND `entity` <> 'house_setting';--> statement-breakpoint
UPDATE `audit_log` SET `subject_user_id` = CASE `entity`
  WHEN 'user' THEN CAST(`entity_id` AS integer)
  WHEN 'token' THEN ifnull(`after` ->> '$.userId', `before` ->> '$.userId')
  WHEN 'conversation' THEN ifnull(`after` ->> '$.ownerUserId', `before` ->> '$.ownerUserId') END;--> statement-breakpoint
CREATE TRIGGER `audit_log_unchanged` BEFORE UPDATE OF `id`, `at`, `actor_user_id`, `system_job`, `address`, `action`, `entity`,
  `entity_id`, `before`, `after`, `changed_fields`, `subject_user_id`, `outcome`, `reason` ON `audit_log`
BEGIN SELECT RAISE(ABORT, 'A row of the audit log is never changed.'); END;--> statement-breakpoint
CREATE TRIGGER `audit_log_kept` BEFORE DELETE ON `audit_log` WHEN OLD.`at` > unixepoch() - 90 * 86400
BEGIN SELECT RAISE(ABORT, 'A row of the audit log is kept for 90 days at least.'); END;
