data "aws_ssm_parameter" "debian" {
  name = "/aws/service/debian/release/12/latest/amd64"
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "password" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [var.password_secret_arn]
  }
}

resource "aws_iam_role" "gateway" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "password" {
  role   = aws_iam_role.gateway.id
  policy = data.aws_iam_policy_document.password.json
}

resource "aws_iam_role_policy_attachment" "administration" {
  role       = aws_iam_role.gateway.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "gateway" {
  name_prefix = "${var.name}-"
  role        = aws_iam_role.gateway.name
}

resource "aws_instance" "gateway" {
  ami                    = data.aws_ssm_parameter.debian.value
  instance_type          = var.gateway_instance_type
  subnet_id              = var.gateway_subnet
  vpc_security_group_ids = [aws_security_group.gateway.id]
  iam_instance_profile   = aws_iam_instance_profile.gateway.name

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }

  user_data = templatefile("${path.module}/gateway.sh.tftpl", {
    package_url = var.package_url
    host        = aws_db_instance.source.address
    database    = var.database
    secret      = var.password_secret_arn
  })

  lifecycle {
    # The machine holds the staged files.
    ignore_changes = [ami, user_data]
  }
}

# Commit log and staged files outlive the machine.
resource "aws_ebs_volume" "staging" {
  availability_zone = aws_instance.gateway.availability_zone
  size              = var.staging_gb
  type              = "gp3"
  encrypted         = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_volume_attachment" "staging" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.staging.id
  instance_id = aws_instance.gateway.id
}
