"""All that can be done with drafts of the policy and with studies."""
