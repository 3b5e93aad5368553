# A PostgreSQL on Amazon RDS that Headgate can read, and a machine in the same network that runs it. An example to take parts
# from: it has not been applied against AWS. Afterwards run headgate.sql (of headgate init) in the database.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

# Static parameters: they hold after the instance was rebooted.
resource "aws_db_parameter_group" "logical" {
  name_prefix = "${var.name}-"
  family      = "postgres${var.postgres_version}"

  parameter {
    name         = "rds.logical_replication"
    value        = "1"
    apply_method = "pending-reboot"
  }

  # Megabytes of WAL that a gateway that is down may make the server keep. Beyond it the slot is lost, and the disk saved.
  parameter {
    name  = "max_slot_wal_keep_size"
    value = tostring(var.slot_wal_keep_mb)
  }

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "source" {
  identifier_prefix            = "${var.name}-"
  engine                       = "postgres"
  engine_version               = var.postgres_version
  instance_class               = var.instance_class
  allocated_storage            = var.storage_gb
  max_allocated_storage        = var.storage_gb * 4
  storage_encrypted            = true
  db_name                      = var.database
  username                     = "postgres"
  manage_master_user_password  = true
  parameter_group_name         = aws_db_parameter_group.logical.name
  db_subnet_group_name         = var.db_subnet_group
  vpc_security_group_ids       = [aws_security_group.database.id]
  multi_az                     = true
  performance_insights_enabled = true
  backup_retention_period      = 7
  deletion_protection          = true
  final_snapshot_identifier    = "${var.name}-final"
}

resource "aws_security_group" "database" {
  name_prefix = "${var.name}-database-"
  vpc_id      = var.vpc_id
}

resource "aws_security_group" "gateway" {
  name_prefix = "${var.name}-gateway-"
  vpc_id      = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "gateway_to_database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.gateway.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

# Nothing comes in: administration goes through Systems Manager, and the admin port stays on loopback.
resource "aws_vpc_security_group_egress_rule" "gateway" {
  security_group_id = aws_security_group.gateway.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

# The page that matters: WAL that the server keeps for a slot nobody reads.
resource "aws_cloudwatch_metric_alarm" "slot_lag" {
  alarm_name          = "${var.name}-oldest-replication-slot-lag"
  namespace           = "AWS/RDS"
  metric_name         = "OldestReplicationSlotLag"
  dimensions          = { DBInstanceIdentifier = aws_db_instance.source.identifier }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.slot_wal_keep_mb * 1048576 / 2
  alarm_actions       = var.alarm_topics
}
