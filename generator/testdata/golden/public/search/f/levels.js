_gs("f",2,"c58ebf80",{"names":["leadership","middle","frontline"],"runs":"AwEAAQMB"});
