CREATE TABLE `checked_devices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`device_id` text NOT NULL,
	`user_id` integer NOT NULL,
	`name` text NOT NULL,
	`browser` text,
	`parts` text NOT NULL,
	`passed` integer NOT NULL,
	`round_trip_ms` real,
	`checked_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `checked_devices_user_device_unique` ON `checked_devices` (`user_id`,`device_id`);--> statement-breakpoint
CREATE INDEX `checked_devices_checked_idx` ON `checked_devices` (`checked_at`);