"""What kind a measure is of (措施类别): enacted a rule, held people to account, took money back."""
