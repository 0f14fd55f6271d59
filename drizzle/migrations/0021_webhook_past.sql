CREATE TABLE `alert_webhook_past` (
	`change_id` integer PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`secret_changed_at` integer NOT NULL
);
