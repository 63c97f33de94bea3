"""What a depositor is told before depositing: template workbooks and guide pages."""
