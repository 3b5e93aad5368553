output "host" {
  value = aws_db_instance.source.address
}

output "gateway" {
  description = "aws ssm start-session --target ..."
  value       = aws_instance.gateway.id
}
