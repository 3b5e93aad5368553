variable "name" {
  description = "Prefix of everything that is made."
  type        = string
  default     = "headgate"
}

variable "vpc_id" {
  type = string
}

variable "db_subnet_group" {
  description = "Of the database; in the VPC."
  type        = string
}

variable "gateway_subnet" {
  description = "Private, with a way to the internet for packages."
  type        = string
}

variable "database" {
  description = "Also the name of the source: lower-case letters, digits, _."
  type        = string
  default     = "shop"
}

variable "postgres_version" {
  description = "Major version."
  type        = string
  default     = "17"
}

variable "instance_class" {
  type    = string
  default = "db.m7g.large"
}

variable "storage_gb" {
  type    = number
  default = 100
}

variable "slot_wal_keep_mb" {
  description = "Well below what the storage can grow by."
  type        = number
  default     = 51200
}

variable "gateway_instance_type" {
  type    = string
  default = "m7i.large"
}

variable "staging_gb" {
  type    = number
  default = 200
}

variable "package_url" {
  description = "Where the machine gets headgate_VERSION_all.deb."
  type        = string
}

variable "password_secret_arn" {
  description = "Secret whose text is the password of the role headgate."
  type        = string
}

variable "alarm_topics" {
  description = "SNS topics that are told when the slot falls behind."
  type        = list(string)
  default     = []
}
