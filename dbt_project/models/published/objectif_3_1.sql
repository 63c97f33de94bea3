{{ objectif('psa-clermont', '3.1') }}
