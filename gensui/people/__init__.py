"""Who lives here, who works here, and where: places, residents, staff, their duties and their accounts."""
