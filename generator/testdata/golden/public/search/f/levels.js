_gs("f",2,"be3645b5",{"names":["leadership","middle","frontline"],"runs":"AwEAAQMB"});
