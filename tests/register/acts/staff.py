"""Training, assessment, reward and the policy itself."""
