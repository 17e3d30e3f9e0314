print("partnerctl")
