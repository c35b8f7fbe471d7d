print("hutong")
