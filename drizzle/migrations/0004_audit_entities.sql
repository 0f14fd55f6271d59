CREATE TABLE `__new_audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_user_id` integer,
	`system_job` text,
	`address` text,
	`action` text NOT NULL,
	`entity` text NOT NULL,
	`entity_id` text NOT NULL,
	`before` text,
	`after` text,
	`changed_fields` text
);
--> statement-breakpoint
INSERT INTO `__new_audit_log` (`id`, `at`, `actor_user_id`, `action`, `entity`, `entity_id`, `after`)
	SELECT `id`, `at`, `actor_user_id`, `action`, substr(`target`, 1, instr(`target`, ':') - 1), substr(`target`, instr(`target`, ':') + 1), `detail` FROM `audit_log`;
--> statement-breakpoint
DROP TABLE `audit_log`;
--> statement-breakpoint
ALTER TABLE `__new_audit_log` RENAME TO `audit_log`;
--> statement-breakpoint
CREATE INDEX `audit_log_at_idx` ON `audit_log` (`at`);
