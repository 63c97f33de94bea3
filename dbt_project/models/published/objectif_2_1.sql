{{ objectif('psa-clermont', '2.1') }}
